package io.millrace.cli.verify;

import java.util.List;

/**
 * What verification found.
 *
 * @param lsn of the first cut
 * @param rounds that it took
 * @param tables in the pipeline's order
 */
public record VerificationResult(long lsn, int rounds, List<TableResult> tables) {

  public VerificationResult {
    tables = List.copyOf(tables);
  }

  public boolean isEqual() {
    return tables.stream().allMatch(TableResult::isEqual);
  }

  public boolean isExact() {
    return tables.stream().allMatch(TableResult::isExact);
  }

  public long unverified() {
    return tables.stream().mapToLong(TableResult::unverified).sum();
  }

  /** One table a line, then its differences: for assertions and terminals. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (TableResult table : tables) {
      text.append(table.table()).append(": ").append(table.rows()).append(" rows");
      table
          .counts()
          .forEach((kind, count) -> text.append(", ").append(count).append(' ').append(kind));
      if (table.unverified() > 0) {
        text.append(", ").append(table.unverified()).append(" unverified");
      }
      text.append('\n');
      table
          .differences()
          .forEach(each -> text.append("  ").append(table.described(each)).append('\n'));
    }
    return text.toString();
  }
}
