package io.millrace.sink.clickhouse.schema;

import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.ClickHouseSchemaException;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.sink.clickhouse.Finding;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.PreparedTarget.Years;
import io.millrace.sink.clickhouse.client.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One run over all targets: look at everything first, then make what is missing. */
public final class Preparation {

  private final ServerConnection server;
  private final ClickHouseOptions options;
  private final List<ClickHouseTarget> targets;
  private final ExistingRows rows;

  public Preparation(
      ServerConnection server,
      ClickHouseOptions options,
      List<ClickHouseTarget> targets,
      ExistingRows rows) {
    this.server = server;
    this.options = options;
    this.targets = targets;
    this.rows = rows;
  }

  /** Everything that is not as it must be. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(NameCheck.findings(targets));
    findings.addAll(new ServerCheck(server, options).findings(targets, rows));
    for (ClickHouseTarget target : targets) {
      Optional<StandingTable> standing = server.table(target.table());
      if (standing.isPresent()) {
        List<Finding> misfits = Fit.misfits(options.database(), target, standing.get());
        findings.addAll(misfits);
        if (rows == ExistingRows.REFUSE && holdsRows(target)) {
          findings.add(refused(target));
        }
      }
      view(target).filter(view -> !view.isView()).ifPresent(view -> findings.add(notView(target)));
    }
    return findings;
  }

  public List<PreparedTarget> prepare() {
    List<Finding> errors = findings().stream().filter(Finding::fatal).toList();
    if (!errors.isEmpty()) {
      throw new ClickHouseSchemaException(errors);
    }
    String database = options.database();
    server.execute("database " + database, Definitions.database(database));
    for (ClickHouseTarget target : targets) {
      server.execute(name(target), Definitions.target(database, target));
      if (!hasCurrentColumns(target)) {
        server.execute(
            "view " + Definitions.currentView(target), Definitions.currentView(database, target));
      }
    }
    server.execute("table " + Definitions.COMMITS, Definitions.commits(database));
    server.execute("table " + Definitions.DEAD_LETTERS, Definitions.deadLetters(database));
    if (rows != ExistingRows.KEEP) {
      startFromNothing();
    }
    Years years =
        new ServerCheck(server, options).version().isBefore(ServerVersion.WIDE_YEARS)
            ? Years.FROM_1900_TO_2299
            : Years.FROM_0000_TO_9999;
    return targets.stream().map(target -> prepared(target, years)).toList();
  }

  private PreparedTarget prepared(ClickHouseTarget target, Years years) {
    StandingTable standing = server.table(target.table()).orElseThrow();
    List<Finding> misfits = Fit.misfits(options.database(), target, standing);
    if (!misfits.isEmpty()) {
      throw new ClickHouseSchemaException(misfits);
    }
    return new PreparedTarget(
        target.table(), target.layout(), target.key(), Fit.placement(target, standing), years);
  }

  private void startFromNothing() {
    for (ClickHouseTarget target : targets) {
      if (rows == ExistingRows.TRUNCATE && holdsRows(target)) {
        server.execute(name(target), "TRUNCATE TABLE " + qualified(target.table()));
      }
    }
    String ofPipeline = " WHERE pipeline = " + Sql.literal(options.pipeline());
    String commits = qualified(Definitions.COMMITS);
    String what = "table " + Definitions.COMMITS;
    if (server.isTrue(what, "SELECT count() FROM " + commits + ofPipeline)) {
      server.execute(
          what, "ALTER TABLE " + commits + " DELETE" + ofPipeline + " SETTINGS mutations_sync = 2");
    }
  }

  private boolean holdsRows(ClickHouseTarget target) {
    return server.isTrue(
        name(target),
        "SELECT count() FROM (SELECT 1 FROM " + qualified(target.table()) + " LIMIT 1)");
  }

  private Optional<StandingTable> view(ClickHouseTarget target) {
    return server.table(Definitions.currentView(target));
  }

  /** A view keeps the types that its table's columns had when it was made. */
  private boolean hasCurrentColumns(ClickHouseTarget target) {
    StandingTable table = server.table(target.table()).orElseThrow();
    List<String> wanted =
        target.layout().columns().stream()
            .map(column -> table.column(column.name()).orElseThrow())
            .map(column -> column.name() + ' ' + column.type())
            .toList();
    return view(target)
        .map(view -> view.columns().stream().map(c -> c.name() + ' ' + c.type()).toList())
        .filter(wanted::equals)
        .isPresent();
  }

  private Finding refused(ClickHouseTarget target) {
    return Finding.error(
        name(target),
        "it holds rows, and the job starts from nothing; rows the source no longer has would stay",
        "Start from a savepoint, or give --truncate-targets to remove them");
  }

  private Finding notView(ClickHouseTarget target) {
    return Finding.error(
        "table " + options.database() + '.' + Definitions.currentView(target),
        "it stands where the view of the current rows belongs",
        "Drop or rename it");
  }

  private String name(ClickHouseTarget target) {
    return "table " + options.database() + '.' + target.table();
  }

  private String qualified(String table) {
    return Sql.qualified(options.database(), table);
  }
}
