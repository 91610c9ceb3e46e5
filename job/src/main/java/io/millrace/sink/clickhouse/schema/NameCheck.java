package io.millrace.sink.clickhouse.schema;

import io.millrace.change.Column;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with targets whatever the server is. */
final class NameCheck {

  private NameCheck() {}

  static List<Finding> findings(List<ClickHouseTarget> targets) {
    List<Finding> findings = new ArrayList<>();
    Set<String> taken = new HashSet<>(Set.of(Definitions.COMMITS, Definitions.DEAD_LETTERS));
    for (ClickHouseTarget target : targets) {
      for (String name : List.of(target.table(), Definitions.currentView(target))) {
        if (!taken.add(name)) {
          findings.add(
              Finding.error(
                  "table " + target.table(),
                  "the name " + name + " is taken (each table has a view with _current after it)",
                  "Name the target differently"));
        }
      }
      findings.addAll(columns(target));
    }
    return findings;
  }

  private static List<Finding> columns(ClickHouseTarget target) {
    List<Finding> findings = new ArrayList<>();
    String subject = "table " + target.table();
    Set<String> taken = new HashSet<>(Set.of(Definitions.VERSION, Definitions.IS_DELETED));
    for (Column column : target.layout().columns()) {
      if (!taken.add(column.name())) {
        findings.add(
            Finding.error(
                subject,
                "the column name " + column.name() + " is taken",
                "Name it differently in the query: … AS another_name"));
      }
    }
    for (Column column : target.keyColumns()) {
      if (column.nullable()) {
        findings.add(
            Finding.error(
                subject,
                "the key column " + column.name() + " can be NULL",
                "ClickHouse sorts by the key, which holds no NULL: declare it NOT NULL"));
      }
    }
    return findings;
  }
}
