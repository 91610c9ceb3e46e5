package io.millrace.cli.verify;

import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.verify.Difference.Kind;
import java.util.List;

/** Looks for versions of a row that are physically there more than once, as replays would leave. */
final class DuplicateVersions {

  private DuplicateVersions() {}

  /**
   * Aggregates in the order of the sorting key, so in bounded memory.
   *
   * @param table qualified and quoted
   */
  static void find(ClickHouseAccess clickHouse, String table, KeyOrder order, Tally tally) {
    String groups =
        "SELECT %s FROM %s GROUP BY %s, _version, _is_deleted HAVING count() > 1"
            .formatted(order.clickHouseAsText(), table, order.clickHouse());
    String answer =
        clickHouse.ask(
            groups + " LIMIT " + Tally.HOPELESS + " SETTINGS optimize_aggregation_in_order = 1");
    answer
        .lines()
        .forEach(
            line ->
                tally.add(
                    new Difference(
                        Kind.DUPLICATE_VERSION, List.of(line.split("\t", -1)), List.of())));
  }
}
