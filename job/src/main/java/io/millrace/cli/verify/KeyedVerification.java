package io.millrace.cli.verify;

import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.verify.Difference.Kind;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.PostgresQuery;
import io.millrace.query.TargetQuery;
import io.millrace.sink.clickhouse.client.Sql;
import java.util.List;

/** A table whose rows Postgres can tell apart: key by key. */
final class KeyedVerification implements TableVerification {

  /** Keys of one condition: long enough to pay, short enough for a statement. */
  private static final int KEYS_AT_ONCE = 500;

  private final ClickHouseAccess clickHouse;
  private final TargetQuery target;
  private final PostgresQuery query;
  private final String table;
  private final KeyOrder order;
  private final Tally tally;
  private PendingKeys pending = new PendingKeys();
  private SuspectKeys suspects;
  private long unverified;

  KeyedVerification(Pipeline pipeline, TableDefinition definition, TargetQuery target, int listed) {
    this.clickHouse = new ClickHouseAccess(pipeline.clickhouse());
    this.target = target;
    this.query = PostgresQuery.of(definition, target);
    this.table = Sql.qualified(pipeline.clickhouse().database(), target.name());
    this.order = new KeyOrder(target);
    this.tally = new Tally(listed);
    this.suspects = SuspectKeys.none(order);
  }

  @Override
  public void compareAll(Cut cut) {
    compare(cut, "TRUE", "1");
  }

  @Override
  public boolean hasPending() {
    return !pending.keys().isEmpty();
  }

  @Override
  public boolean hasSuspects() {
    return !suspects.keys().isEmpty();
  }

  @Override
  public void compareOpen(Cut cut) {
    List<List<byte[]>> keys = pending.keys();
    unverified += pending.beyond();
    pending = new PendingKeys();
    compareSuspects(cut);
    compare(cut, keys);
  }

  @Override
  public void compareSuspects(Cut cut) {
    List<List<byte[]>> keys = suspects.keys();
    suspects = suspects.next();
    compare(cut, keys);
  }

  @Override
  public void settleSuspects() {
    suspects
        .keys()
        .forEach(key -> tally.add(new Difference(Kind.MISSING, order.printed(key), List.of())));
    suspects = SuspectKeys.none(order);
  }

  private void compare(Cut cut, List<List<byte[]>> keys) {
    for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
      List<List<byte[]>> some = keys.subList(from, Math.min(keys.size(), from + KEYS_AT_ONCE));
      compare(cut, order.postgresIn(some), order.clickHouseIn(some));
    }
  }

  private void compare(Cut cut, String postgresCondition, String clickHouseCondition) {
    TableComparison comparison =
        new TableComparison(
            query.columns(),
            order,
            cut.lsn(),
            new Tombstones(clickHouse, table, order),
            tally,
            pending,
            suspects);
    try (PostgresRows postgres =
            PostgresRows.open(cut.connection(), query, target.key(), order, postgresCondition);
        ClickHouseRows published =
            ClickHouseRows.open(
                clickHouse, table, query.columns(), target.key(), order, clickHouseCondition)) {
      comparison.run(postgres, published);
    }
  }

  @Override
  public TableResult result() {
    DuplicateVersions.find(clickHouse, table, order, tally);
    return tally.result(target.name(), unverified + pending.keys().size() + pending.beyond());
  }
}
