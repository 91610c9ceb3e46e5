package io.millrace.proof.model;

/** A promise is broken. */
public final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Which promise. */
  public enum Promise {
    /** A published table is the query at its watermark. */
    CONTENT,
    /** A checkpoint commits one cut of the log. */
    ONE_CUT,
    /** A key's versions grow. */
    VERSIONS_GROW,
    /** Each key and version is there once. */
    ONCE,
    /** A version is the position of a change that the commit covers. */
    VERSION_IN_COMMIT,
    /** A row gets a version only when something it shows, or refers to, was changed. */
    TOUCHED,
    /** What is written again is the same. */
    SAME_AGAIN,
    /** It ends. */
    PROGRESS
  }

  private final Promise promise;

  public Violation(Promise promise, String message) {
    super(promise + ": " + message);
    this.promise = promise;
  }

  public Promise promise() {
    return promise;
  }
}
