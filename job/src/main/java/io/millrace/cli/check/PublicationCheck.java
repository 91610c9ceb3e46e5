package io.millrace.cli.check;

import io.millrace.catalog.SourceColumn;
import io.millrace.change.TableId;
import io.millrace.cli.connect.PostgresNames;
import io.millrace.query.TableScan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the publication gives every change of every table, or can be made. */
final class PublicationCheck {

  private static final int VERSION_WITH_FILTERS = 15;

  /** One table of a publication; absent: no restriction. */
  private record Published(TableId table, Optional<Set<String>> columns, boolean filtered) {}

  private final Connection connection;
  private final String publication;
  private final Findings findings;

  PublicationCheck(Connection connection, String publication, Findings findings) {
    this.connection = connection;
    this.publication = publication;
    this.findings = findings;
  }

  void run(List<TableScan> scans) throws SQLException {
    boolean exists =
        Answers.isTrue(
            connection, "SELECT true FROM pg_publication WHERE pubname = ?", publication);
    if (exists) {
      check(scans);
    } else {
      checkThatItCanBeMade(scans);
    }
  }

  private void check(List<TableScan> scans) throws SQLException {
    int before = findings.errors().size();
    operations();
    Map<TableId, Published> published =
        published().stream().collect(Collectors.toMap(Published::table, each -> each));
    for (TableScan scan : scans) {
      table(scan, published.get(scan.table().id()));
    }
    if (findings.errors().size() == before) {
      findings.ok("publication " + publication + " has every table");
    }
  }

  private void operations() throws SQLException {
    boolean all =
        Answers.isTrue(
            connection,
            "SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate FROM pg_publication"
                + " WHERE pubname = ?",
            publication);
    if (!all) {
      findings.error(
          "publication " + publication + " leaves out some operations",
          alter("SET (publish = 'insert, update, delete, truncate')"));
    }
  }

  private void table(TableScan scan, Published published) {
    TableId id = scan.table().id();
    String name = PostgresNames.quote(id);
    if (published == null) {
      findings.error(
          "publication " + publication + " does not have table " + id,
          alter("ADD TABLE " + name)
              + " A partitioned table also needs "
              + alter("SET (publish_via_partition_root = true)"));
      return;
    }
    if (published.filtered()) {
      findings.error(
          "publication " + publication + " has a row filter (WHERE) on table " + id,
          "Rows would be missing: "
              + alter("DROP TABLE " + name)
              + " Then "
              + alter("ADD TABLE " + name));
    }
    String hidden =
        scan.columns().stream()
            .map(SourceColumn::name)
            .filter(column -> !published.columns().map(set -> set.contains(column)).orElse(true))
            .collect(Collectors.joining(", "));
    if (!hidden.isEmpty()) {
      findings.error(
          "publication " + publication + " leaves out columns of table " + id + ": " + hidden,
          alter("DROP TABLE " + name) + " Then " + alter("ADD TABLE " + name));
    }
  }

  private List<Published> published() throws SQLException {
    int major = Integer.parseInt(Answers.text(connection, "SHOW server_version_num")) / 10_000;
    if (major < VERSION_WITH_FILTERS) {
      return Answers.rows(
          connection,
          row ->
              new Published(
                  new TableId(row.getString(1), row.getString(2)), Optional.empty(), false),
          "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ?",
          publication);
    }
    return Answers.rows(
        connection,
        row ->
            new Published(
                new TableId(row.getString(1), row.getString(2)),
                Optional.ofNullable(row.getArray(3)).map(PublicationCheck::strings),
                row.getBoolean(4)),
        "SELECT schemaname, tablename, attnames::text[], rowfilter IS NOT NULL"
            + " FROM pg_publication_tables WHERE pubname = ?",
        publication);
  }

  private static Set<String> strings(java.sql.Array array) {
    try {
      return Set.of((String[]) array.getArray());
    } catch (SQLException e) {
      throw new IllegalStateException("pg_publication_tables.attnames is no list of names", e);
    }
  }

  private void checkThatItCanBeMade(List<TableScan> scans) throws SQLException {
    boolean mayCreate =
        Answers.isTrue(connection, "SELECT has_database_privilege(current_database(), 'CREATE')");
    List<TableId> foreign = notOwned(scans);
    if (mayCreate && foreign.isEmpty()) {
      findings.note(
          "publication " + publication + " is not there yet",
          "`millrace init` or the job's first start makes it.");
      return;
    }
    String tables =
        scans.stream()
            .map(scan -> PostgresNames.quote(scan.table().id()))
            .collect(Collectors.joining(", "));
    String why =
        foreign.isEmpty()
            ? "it may not CREATE in this database"
            : "it does not own "
                + foreign.stream().map(TableId::toString).collect(Collectors.joining(", "));
    findings.error(
        "publication " + publication + " is not there, and this role cannot make it: " + why,
        "As owner of the tables: CREATE PUBLICATION "
            + PostgresNames.quote(publication)
            + " FOR TABLE "
            + tables
            + " WITH (publish_via_partition_root = true); or run"
            + " deploy/postgres/init-postgres-cdc.sh.");
  }

  private List<TableId> notOwned(List<TableScan> scans) throws SQLException {
    List<TableId> foreign = new java.util.ArrayList<>();
    for (TableScan scan : scans) {
      boolean owned =
          Answers.isTrue(
              connection,
              "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = ?::regclass",
              PostgresNames.quote(scan.table().id()));
      if (!owned) {
        foreign.add(scan.table().id());
      }
    }
    return foreign;
  }

  private String alter(String change) {
    return "ALTER PUBLICATION " + PostgresNames.quote(publication) + " " + change + ".";
  }
}
