package io.millrace.cli.verify;

import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.PostgresQuery;
import io.millrace.query.TargetQuery;
import io.millrace.sink.clickhouse.client.Sql;

/**
 * A table keyed by each row's place in the log, which Postgres does not know: by how often each row
 * is there. Every cut reads the whole table.
 */
final class MultisetVerification implements TableVerification {

  private final ClickHouseAccess clickHouse;
  private final TargetQuery target;
  private final PostgresQuery query;
  private final String table;
  private final KeyOrder order;
  private final Tally tally;
  private final MultisetFindings findings;

  MultisetVerification(
      Pipeline pipeline, TableDefinition definition, TargetQuery target, int listed) {
    this.clickHouse = new ClickHouseAccess(pipeline.clickhouse());
    this.target = target;
    this.query = PostgresQuery.of(definition, target);
    this.table = Sql.qualified(pipeline.clickhouse().database(), target.name());
    this.order = new KeyOrder(target);
    this.tally = new Tally(listed);
    this.findings = new MultisetFindings(query.columns(), listed);
  }

  @Override
  public void compareAll(Cut cut) {
    MultisetComparison comparison =
        new MultisetComparison(
            () -> PostgresRows.inAnyOrder(cut.connection(), query),
            () ->
                new UnchangedRows(
                    ClickHouseRows.inAnyOrder(clickHouse, table, query.columns()), cut.lsn()),
            MultisetComparison.MAX_BYTES);
    MultisetDifference difference = comparison.run(findings.buckets());
    // Counted last: what changes while rows are read is among them.
    findings.take(difference, difference.isNone() ? 0 : changedSince(cut));
  }

  /** Rows inserted before the cut of which ClickHouse has a later version, tombstones included. */
  private long changedSince(Cut cut) {
    String lsn = Long.toUnsignedString(cut.lsn());
    String commit = Sql.identifier(order.columns().get(0).name());
    return Long.parseLong(
        clickHouse
            .ask(
                "SELECT count() FROM (SELECT 1 FROM %s WHERE bitShiftRight(_version, 64) >= %s AND %s < %s GROUP BY %s)"
                    .formatted(table, lsn, commit, lsn, order.clickHouse()))
            .strip());
  }

  @Override
  public boolean hasPending() {
    return findings.hasPending();
  }

  @Override
  public boolean hasSuspects() {
    return findings.hasSuspects();
  }

  @Override
  public void compareOpen(Cut cut) {
    if (hasPending()) {
      compareAll(cut);
    }
  }

  @Override
  public void compareSuspects(Cut cut) {
    if (hasSuspects()) {
      compareAll(cut);
    }
  }

  /** They count with what is open, see {@link #result}. */
  @Override
  public void settleSuspects() {}

  @Override
  public TableResult result() {
    findings.count(tally);
    DuplicateVersions.find(clickHouse, table, order, tally);
    return tally.multisetResult(target.name(), findings.unverified());
  }
}
