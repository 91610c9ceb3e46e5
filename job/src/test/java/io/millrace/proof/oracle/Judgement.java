package io.millrace.proof.oracle;

import java.util.List;

/**
 * What the oracle says.
 *
 * @param findings what is not as it must be, each with table, commit, key and values; empty if all
 *     is well
 */
public record Judgement(Tally tally, List<String> findings) {

  public Judgement {
    findings = List.copyOf(findings);
  }

  /** What was looked at. */
  public static final class Tally {
    /** Commits compared with Postgres. */
    public long commits;

    /** Rows compared, over all commits. */
    public long rows;

    /** Versions that lie in ClickHouse. */
    public long versions;

    /** Transactions of Postgres that changed a source table. */
    public long transactions;

    @Override
    public String toString() {
      return commits
          + " commits, "
          + rows
          + " rows, "
          + versions
          + " versions, "
          + transactions
          + " transactions";
    }
  }

  public boolean isSound() {
    return findings.isEmpty();
  }

  @Override
  public String toString() {
    return tally + (isSound() ? "" : "\n  " + String.join("\n  ", findings));
  }
}
