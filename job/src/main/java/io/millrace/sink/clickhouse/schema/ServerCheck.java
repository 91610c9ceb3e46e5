package io.millrace.sink.clickhouse.schema;

import io.millrace.change.Column;
import io.millrace.change.ColumnType.Kind;
import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.ClickHouseSchemaException;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.sink.clickhouse.Finding;
import io.millrace.sink.clickhouse.client.Sql;
import java.util.ArrayList;
import java.util.List;

/** Whether the server can be worked with, whatever tables it has. */
final class ServerCheck {

  private final ServerConnection server;
  private final ClickHouseOptions options;
  private final String subject;

  ServerCheck(ServerConnection server, ClickHouseOptions options) {
    this.server = server;
    this.options = options;
    this.subject = "ClickHouse at " + options.address();
  }

  List<Finding> findings(List<ClickHouseTarget> targets, ExistingRows rows) {
    ServerVersion version = version();
    if (version.isBefore(ServerVersion.OLDEST)) {
      return List.of(
          Finding.error(
              subject,
              "is version " + version,
              "Upgrade it to " + ServerVersion.OLDEST + " or later"));
    }
    if (isReadOnly()) {
      return List.of(
          Finding.error(
              subject,
              "user " + options.user() + " may only read (setting readonly)",
              "Give the user a profile with readonly = 0, or use another user"));
    }
    List<Finding> findings = new ArrayList<>(timeColumns(version, targets));
    findings.addAll(grants(rows));
    return findings;
  }

  ServerVersion version() {
    return ServerVersion.parse(server.valueOf(subject, "SELECT version()"));
  }

  private boolean isReadOnly() {
    return server.isTrue(subject, "SELECT toUInt64(getSetting('readonly'))");
  }

  private static List<Finding> timeColumns(ServerVersion version, List<ClickHouseTarget> targets) {
    List<Finding> findings = new ArrayList<>();
    if (version.isBefore(ServerVersion.TIME64)) {
      for (ClickHouseTarget target : targets) {
        for (Column column : target.layout().columns()) {
          if (column.type().kind() == Kind.TIME) {
            findings.add(
                Finding.error(
                    "table " + target.table(),
                    "column " + column.name() + " is a time of day",
                    "Upgrade ClickHouse to " + ServerVersion.TIME64 + ", or select it as text"));
          }
        }
      }
    }
    return findings;
  }

  private List<Finding> grants(ExistingRows rows) {
    List<String> needed = new ArrayList<>();
    String tables = Sql.identifier(options.database()) + ".*";
    needed.add("SELECT, INSERT, CREATE TABLE, CREATE VIEW, DROP VIEW ON " + tables);
    if (rows == ExistingRows.TRUNCATE) {
      needed.add("TRUNCATE ON " + tables);
    }
    if (rows != ExistingRows.KEEP) {
      needed.add("ALTER DELETE ON " + tables);
    }
    needed.add("SELECT ON system.processes");
    List<Finding> findings = new ArrayList<>();
    for (String grant : needed) {
      if (!isGranted(grant)) {
        findings.add(
            Finding.error(
                subject,
                "user " + options.user() + " lacks a right",
                "GRANT " + grant + " TO " + Sql.identifier(options.user())));
      }
    }
    return findings;
  }

  private boolean isGranted(String grant) {
    try {
      return server.isTrue(subject, "CHECK GRANT " + grant);
    } catch (ClickHouseSchemaException e) {
      // CHECK GRANT itself needs no right; where it fails, the statements will tell.
      return true;
    }
  }
}
