package io.millrace.sink.clickhouse.schema;

import static io.millrace.sink.clickhouse.client.Sql.identifier;
import static io.millrace.sink.clickhouse.client.Sql.identifiers;
import static io.millrace.sink.clickhouse.client.Sql.qualified;

import io.millrace.change.Column;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import java.util.stream.Collectors;

/** The statements that make what does not exist yet. */
public final class Definitions {

  public static final String VERSION = "_version";
  public static final String IS_DELETED = "_is_deleted";
  public static final String COMMITS = "_millrace_commits";
  public static final String DEAD_LETTERS = "_millrace_dead_letters";

  /** How many inserts back (a part each) the server knows the token of: days of checkpoints. */
  static final int DEDUPLICATION_WINDOW = 10_000;

  private static final String WINDOW =
      "non_replicated_deduplication_window = " + DEDUPLICATION_WINDOW;

  private Definitions() {}

  public static String database(String database) {
    return "CREATE DATABASE IF NOT EXISTS " + identifier(database);
  }

  /** The index on the version lets a restart find rows above a version without a full scan. */
  public static String target(String database, ClickHouseTarget target) {
    String columns =
        target.layout().columns().stream()
            .map(column -> "  " + identifier(column.name()) + ' ' + TypeNames.of(column) + ",\n")
            .collect(Collectors.joining());
    String key = identifiers(target.keyColumns().stream().map(Column::name).toList());
    return "CREATE TABLE IF NOT EXISTS "
        + qualified(database, target.table())
        + " (\n"
        + columns
        + "  `_version` UInt128 CODEC(ZSTD(1)),\n"
        + "  `_is_deleted` UInt8 CODEC(ZSTD(1)),\n"
        + "  INDEX `_version_range` `_version` TYPE minmax GRANULARITY 1\n"
        + ")\nENGINE = ReplacingMergeTree(`_version`, `_is_deleted`)\n"
        + target.partitionBy().map(by -> "PARTITION BY " + by + "\n").orElse("")
        + "ORDER BY ("
        + target.orderBy().orElse(key)
        + ")\nSETTINGS "
        + WINDOW
        + (mayPlaceByNull(target) ? ", allow_nullable_key = 1" : "");
  }

  /** Of columns beyond the key; the key's own hold no NULL. */
  private static boolean mayPlaceByNull(ClickHouseTarget target) {
    boolean placed = target.partitionBy().isPresent() || target.orderBy().isPresent();
    return placed && target.layout().columns().stream().anyMatch(Column::nullable);
  }

  /** The rows as they are now, the user's columns only. */
  public static String currentView(String database, ClickHouseTarget target) {
    String columns = identifiers(target.layout().columns().stream().map(Column::name).toList());
    return "CREATE OR REPLACE VIEW "
        + qualified(database, currentView(target))
        + " AS SELECT "
        + columns
        + " FROM "
        + qualified(database, target.table())
        + " FINAL";
  }

  static String currentView(ClickHouseTarget target) {
    return target.table() + "_current";
  }

  /**
   * One row per published checkpoint. Not replacing: {@code count()} is exact because the committer
   * looks before it repeats itself.
   */
  public static String commits(String database) {
    return "CREATE TABLE IF NOT EXISTS "
        + qualified(database, COMMITS)
        + """
         (
          pipeline String,
          checkpoint_id UInt64,
          commit_lsn UInt64,
          commit_time DateTime64(6, 'UTC'),
          published_at DateTime64(3, 'UTC') DEFAULT now64(3),
          rows Map(String, UInt64)
        )
        ENGINE = MergeTree
        ORDER BY (pipeline, checkpoint_id, commit_lsn)
        SETTINGS """
        + " "
        + WINDOW;
  }

  public static String deadLetters(String database) {
    return "CREATE TABLE IF NOT EXISTS "
        + qualified(database, DEAD_LETTERS)
        + """
         (
          pipeline String,
          target String,
          key String,
          commit_lsn UInt64,
          ordinal UInt64,
          row String,
          reason String,
          rejected_at DateTime64(3, 'UTC') DEFAULT now64(3)
        )
        ENGINE = MergeTree
        ORDER BY (pipeline, target, commit_lsn, ordinal)
        SETTINGS """
        + " "
        + WINDOW;
  }
}
