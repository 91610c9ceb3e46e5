package io.millrace.pipeline;

/**
 * A key of {@code pipeline.yaml}: declared here, once. The reader, the messages and the table in
 * {@code job/README.md} follow from it.
 *
 * @param path from the top: {@code source.slot}; {@code *} stands for a target table's name
 * @param fallback as one would write it in the file, or a description; empty when there is none
 * @param need whether the key may be left out
 * @param description one sentence
 */
record Option<T>(String path, OptionType<T> type, String fallback, Need need, String description) {

  /** What happens when a key is left out. */
  enum Need {
    /** That is an error. */
    REQUIRED,
    /** The default's text counts as written. */
    DEFAULTED,
    /** The reader works out what counts, as the default's text describes. */
    DERIVED
  }

  static <T> Option<T> required(String path, OptionType<T> type, String description) {
    return new Option<>(path, type, "", Need.REQUIRED, description);
  }

  static <T> Option<T> of(String path, OptionType<T> type, String fallback, String description) {
    return new Option<>(path, type, fallback, Need.DEFAULTED, description);
  }

  static <T> Option<T> derived(
      String path, OptionType<T> type, String fallback, String description) {
    return new Option<>(path, type, fallback, Need.DERIVED, description);
  }

  /** The last part of the path: the key inside its mapping. */
  String key() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** The path of the mapping that the key stands in; empty at the top. */
  String section() {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }
}
