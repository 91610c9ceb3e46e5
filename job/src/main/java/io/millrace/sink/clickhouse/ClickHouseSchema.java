package io.millrace.sink.clickhouse;

import io.millrace.sink.clickhouse.schema.Definitions;
import io.millrace.sink.clickhouse.schema.Preparation;
import io.millrace.sink.clickhouse.schema.ServerConnection;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables that the sink writes to. Talks to ClickHouse from the process that starts a job, over
 * JDBC.
 */
public final class ClickHouseSchema {

  private ClickHouseSchema() {}

  /**
   * Makes what is missing and checks what is there; may be repeated. Nothing is touched unless
   * everything that stands fits. With {@link ExistingRows#REFUSE} and {@link
   * ExistingRows#TRUNCATE}, which say that a job starts from nothing, the pipeline's rows in {@code
   * _millrace_commits} go too: they speak of tables that are no more.
   *
   * @return the targets as they stand, in the same order
   * @throws ClickHouseSchemaException with every reason why not
   */
  public static List<PreparedTarget> prepare(
      ClickHouseOptions options, List<ClickHouseTarget> targets, ExistingRows rows) {
    try (ServerConnection server = ServerConnection.open(options)) {
      return new Preparation(server, options, targets, rows).prepare();
    }
  }

  /** What {@link #prepare} would stumble over, and warnings; touches nothing. */
  public static List<Finding> check(
      ClickHouseOptions options, List<ClickHouseTarget> targets, ExistingRows rows) {
    try (ServerConnection server = ServerConnection.open(options)) {
      return new Preparation(server, options, targets, rows).findings();
    } catch (ClickHouseSchemaException e) {
      return e.findings();
    }
  }

  /** The statements {@link #prepare} runs on an empty server; asks no server. */
  public static List<String> definitions(String database, List<ClickHouseTarget> targets) {
    List<String> statements = new ArrayList<>();
    statements.add(Definitions.database(database));
    for (ClickHouseTarget target : targets) {
      statements.add(Definitions.target(database, target));
      statements.add(Definitions.currentView(database, target));
    }
    statements.add(Definitions.commits(database));
    statements.add(Definitions.deadLetters(database));
    return statements;
  }
}
