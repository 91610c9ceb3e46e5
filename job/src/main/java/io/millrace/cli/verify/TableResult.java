package io.millrace.cli.verify;

import io.millrace.cli.verify.Difference.Kind;
import java.util.List;
import java.util.Map;

/**
 * What verification found of one target table.
 *
 * @param rows of Postgres that were compared
 * @param counts of keys that are not as they must be; nothing for a kind that did not occur
 * @param unverified keys that changed in every round, so that nothing can be said of them
 * @param differences the first of those counted
 * @param multiset whether rows were compared without a key, by how often each is there; then counts
 *     are of rows, and differences have the row's values for a key
 */
public record TableResult(
    String table,
    long rows,
    Map<Kind, Long> counts,
    long unverified,
    List<Difference> differences,
    boolean multiset) {

  public TableResult {
    counts = Map.copyOf(counts);
    differences = List.copyOf(differences);
  }

  public long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Whether readers with FINAL see what the query says; duplicates of a version do not show. */
  public boolean isEqual() {
    return counts.keySet().stream().allMatch(kind -> kind == Kind.DUPLICATE_VERSION);
  }

  /** Whether it is equal, and every version is physically there once. */
  public boolean isExact() {
    return counts.isEmpty();
  }

  /** One of its differences, without values of a row that has a key. */
  public String described(Difference difference) {
    return difference.of(multiset ? "row" : "key");
  }
}
