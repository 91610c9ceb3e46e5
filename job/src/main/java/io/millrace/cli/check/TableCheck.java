package io.millrace.cli.check;

import io.millrace.catalog.KeyDescription;
import io.millrace.catalog.ReplicaIdentity;
import io.millrace.catalog.SourceColumn;
import io.millrace.catalog.SourceTable;
import io.millrace.change.ColumnType.Kind;
import io.millrace.cli.connect.PostgresNames;
import io.millrace.query.TableScan;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.postgres.guard.Partitions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Whether one source table can be read and followed. */
final class TableCheck {

  private final Connection connection;
  private final TableScan scan;
  private final SourceTable table;
  private final String name;
  private final Findings findings;

  TableCheck(Connection connection, TableScan scan, Findings findings) {
    this.connection = connection;
    this.scan = scan;
    this.table = scan.table();
    this.name = PostgresNames.quote(table.id());
    this.findings = findings;
  }

  void run() throws SQLException {
    boolean fine = readable() & followed() & partitions();
    if (fine) {
      findings.ok("table " + table.id() + ": " + KeyDescription.of(table));
    }
    types();
  }

  private boolean readable() throws SQLException {
    String role = PostgresNames.quote(Answers.text(connection, "SELECT current_user"));
    String schema = PostgresNames.quote(table.id().schema());
    if (!Answers.isTrue(connection, "SELECT has_schema_privilege(?, 'USAGE')", schemaName())) {
      findings.error(
          "schema " + table.id().schema() + " may not be used",
          "GRANT USAGE ON SCHEMA " + schema + " TO " + role + ".");
      return false;
    }
    List<String> hidden = columnsWithoutSelect();
    if (!hidden.isEmpty()) {
      findings.error(
          "table " + table.id() + " may not be read (" + String.join(", ", hidden) + ")",
          "GRANT SELECT ON " + name + " TO " + role + ".");
      return false;
    }
    if (Answers.isTrue(connection, "SELECT row_security_active(?::regclass)", name)) {
      findings.error(
          "table " + table.id() + " hides rows from this role by row-level security",
          "The log has all rows, the first read would not: ALTER ROLE "
              + role
              + " BYPASSRLS, or use the table's owner.");
      return false;
    }
    return true;
  }

  private String schemaName() {
    return table.id().schema();
  }

  private List<String> columnsWithoutSelect() throws SQLException {
    if (Answers.isTrue(connection, "SELECT has_table_privilege(?, 'SELECT')", name)) {
      return List.of();
    }
    return Answers.rows(
            connection,
            row -> row.getString(1),
            "SELECT attname FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0"
                + " AND NOT attisdropped AND NOT has_column_privilege(attrelid, attnum, 'SELECT')",
            name)
        .stream()
        .filter(column -> scan.columns().stream().anyMatch(used -> used.name().equals(column)))
        .toList();
  }

  private boolean followed() {
    if (table.isKeyedByPosition()) {
      findings.note(
          "table "
              + table.id()
              + " has no key: while it is published, Postgres refuses UPDATE and DELETE of its rows",
          "Add a primary key if rows are to change: ALTER TABLE " + name + " ADD PRIMARY KEY (…).");
      return true;
    }
    if (table.replicaIdentity() == ReplicaIdentity.NOTHING) {
      findings.error(
          "table "
              + table.id()
              + " has replica identity NOTHING: its updates and deletes are not in the log",
          "ALTER TABLE " + name + " REPLICA IDENTITY DEFAULT.");
      return false;
    }
    if (table.rowKey().isEmpty()) {
      findings.error(
          "table " + table.id() + " has no key that the log tells of old rows",
          "ALTER TABLE " + name + " ADD PRIMARY KEY (…).");
      return false;
    }
    return true;
  }

  private boolean partitions() throws SQLException {
    try {
      Partitions.check(
          connection, table.id(), table.isKeyedByPosition() ? List.of() : table.rowKey());
      noteWhatTheLogLacks();
      return true;
    } catch (SourceRefusedException e) {
      findings.error(e.what(), e.remedy() + ".");
      return false;
    }
  }

  private void noteWhatTheLogLacks() throws SQLException {
    if (Answers.isTrue(
        connection, "SELECT relkind = 'p' FROM pg_class WHERE oid = ?::regclass", name)) {
      findings.note(
          "table "
              + table.id()
              + " is partitioned: TRUNCATE of a single partition is not in the log",
          "Delete the partition's rows, or truncate the whole table. ATTACH of a partition with rows,"
              + " DETACH and DROP make the job fail.");
    }
  }

  private void types() {
    String numerics = columns(Kind.NUMERIC);
    if (!numerics.isEmpty()) {
      findings.note(
          "table " + table.id() + ": kept as text, for want of a declared precision: " + numerics,
          "To get a Decimal, give the column a precision: ALTER COLUMN … TYPE numeric(18, 2).");
    }
    String floats = keyColumns(Kind.FLOAT32, Kind.FLOAT64);
    if (!floats.isEmpty()) {
      findings.warning(
          "table " + table.id() + " has floating-point numbers in its key: " + floats,
          "Equal numbers may be written differently there; use an exact type.");
    }
  }

  private String columns(Kind... kinds) {
    return scan.columns().stream()
        .filter(column -> List.of(kinds).contains(column.type().kind()))
        .map(SourceColumn::name)
        .collect(Collectors.joining(", "));
  }

  private String keyColumns(Kind... kinds) {
    return scan.columns().stream()
        .filter(column -> table.rowKey().contains(column.name()))
        .filter(column -> List.of(kinds).contains(column.type().kind()))
        .map(SourceColumn::name)
        .collect(Collectors.joining(", "));
  }
}
