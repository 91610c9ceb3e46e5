package io.millrace.catalog;

/**
 * How a column's values compare for equality. Millrace joins by the bytes of a canonical form, so
 * two columns can be joined when Postgres's {@code =} and the equality of those bytes agree: when
 * both are of one family.
 *
 * @param family {@code number}, {@code text}, {@code character(5)}; empty when values have no
 *     canonical form
 * @param refusal why there is none; otherwise empty
 */
public record Equality(String family, String refusal) {

  static Equality family(String name) {
    return new Equality(name, "");
  }

  static Equality none(String reason) {
    return new Equality("", reason);
  }

  /** Whether values can be compared at all. */
  public boolean isExact() {
    return !family.isEmpty();
  }

  public boolean comparesWith(Equality other) {
    return isExact() && family.equals(other.family);
  }
}
