package io.millrace.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Every key that {@code pipeline.yaml} may hold. */
final class Options {

  private Options() {}

  static final Option<String> NAME =
      Option.required(
          "name",
          OptionType.name(
              "name",
              "shop",
              "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}",
              "letters, digits, underscores, dots and hyphens, beginning with a letter or digit."),
          "names the Flink job, and by default slot and publication");

  static final Option<SourceType> SOURCE_TYPE =
      Option.of("source.type", OptionType.choice(SourceType.class), "postgres", "what is read");
  static final Option<Connector> CONNECTOR =
      Option.of(
          "source.connector",
          OptionType.choice(Connector.class),
          "postgres",
          "what reads it: Millrace's own reader of the write-ahead log, or Flink CDC's connector");
  static final Option<PostgresUrl> SOURCE_URL =
      Option.required(
          "source.url",
          PostgresUrl.TYPE,
          "the database, with libpq's connection parameters (`sslmode`, …) after a `?`");
  static final Option<String> SOURCE_USER =
      Option.derived(
          "source.user", OptionType.TEXT, "the url's", "Postgres role, with REPLICATION");
  static final Option<Secret> SOURCE_PASSWORD =
      Option.derived(
          "source.password", OptionType.SECRET, "the url's, or none", "the role's password");
  static final Option<String> SLOT =
      Option.derived(
          "source.slot",
          OptionType.name(
              "slot name",
              "millrace_shop",
              "[a-z0-9_]{1,63}",
              "1 to 63 lower-case letters, digits and underscores: Postgres allows no others."),
          "`millrace_<name>`",
          "replication slot");
  static final Option<String> PUBLICATION =
      Option.derived(
          "source.publication",
          OptionType.name(
              "publication name", "millrace_shop", "[^\\x00-\\x1F]{1,63}", "1 to 63 characters."),
          "`millrace_<name>`",
          "publication");
  static final Option<SnapshotMode> SNAPSHOT =
      Option.of(
          "source.snapshot",
          OptionType.choice(SnapshotMode.class),
          "initial",
          "whether a fresh start reads the tables before it follows the log; "
              + "`only` ends after reading");
  static final Option<Integer> SNAPSHOT_CHUNK_ROWS =
      Option.of(
          "source.snapshot-chunk-rows",
          OptionType.COUNT,
          "200000",
          "rows of a chunk, roughly: what is read again after a failure");
  static final Option<Integer> SNAPSHOT_READERS =
      Option.derived(
          "source.snapshot-readers",
          OptionType.COUNT,
          "the job's parallelism",
          "how many connections read the tables at a time, at most");
  static final Option<Long> SNAPSHOT_RATE =
      Option.derived(
          "source.snapshot-rate",
          OptionType.RATE,
          "no limit",
          "what all readers together take from Postgres, at most");
  static final Option<Integer> RETAINED_CHECKPOINTS =
      Option.of(
          "source.retained-checkpoints",
          OptionType.COUNT,
          "3",
          "how many completed checkpoints the slot keeps log for; any of them can be restored");
  static final Option<Boolean> FAILOVER_SLOT =
      Option.of(
          "source.failover-slot",
          OptionType.SWITCH,
          "false",
          "whether standbys that synchronize slots keep this one; Postgres 17 and later");
  static final Option<Duration> WATERMARK_INTERVAL =
      Option.of(
          "source.watermark-interval",
          OptionType.DURATION,
          "50ms",
          "shortest time between two watermarks while changes flow");

  static final Option<String> CLICKHOUSE_URL =
      Option.required("clickhouse.url", HttpUrl.TYPE, "its HTTP interface");
  static final Option<String> CLICKHOUSE_DATABASE =
      Option.of("clickhouse.database", OptionType.TEXT, "default", "database of the target tables");
  static final Option<String> CLICKHOUSE_USER =
      Option.of("clickhouse.user", OptionType.TEXT, "default", "ClickHouse user");
  static final Option<Secret> CLICKHOUSE_PASSWORD =
      Option.derived("clickhouse.password", OptionType.SECRET, "none", "the user's password");
  static final Option<Duration> FLUSH_INTERVAL =
      Option.of(
          "clickhouse.flush-interval",
          OptionType.DURATION,
          "500ms",
          "longest time a row waits with `delivery: low-latency`");
  static final Option<Long> MAX_PENDING_BYTES =
      Option.of(
          "clickhouse.max-pending-bytes",
          OptionType.SIZE,
          "128mb",
          "compressed rows of all writers together waiting for a checkpoint; a writer beyond its share"
              + " inserts early");

  static final Option<Delivery> DELIVERY =
      Option.of(
          "delivery",
          OptionType.choice(Delivery.class),
          "exactly-once",
          "rows with each checkpoint, once each; or within a second, exact after merges (`FINAL`)");
  static final Option<Duration> CHECKPOINT_INTERVAL =
      Option.of(
          "checkpoint-interval",
          OptionType.DURATION,
          "5s",
          "time between two checkpoints, and so between two commits; one that takes long is followed"
              + " by a pause of a tenth of it");
  static final Option<Duration> RETRY_FOR =
      Option.of(
          "retry-for",
          OptionType.DURATION,
          "1min",
          "how long Postgres or ClickHouse may be away before the job fails, says so and starts again;"
              + " it never ends trying");

  static final Option<String> QUERY =
      Option.derived(
          "tables.*.query",
          OptionType.SQL,
          "a straight copy of `public.<table>`",
          "what the target table is equal to");
  static final Option<String> PARTITION_BY =
      Option.derived(
          "tables.*.partition-by",
          OptionType.CLICKHOUSE_SQL,
          "none",
          "partition key of the target table");
  static final Option<String> ORDER_BY =
      Option.derived(
          "tables.*.order-by",
          OptionType.CLICKHOUSE_SQL,
          "the key",
          "sorting key of the target table; must hold the key's columns");

  static final List<Option<?>> ALL =
      List.of(
          NAME,
          SOURCE_TYPE,
          CONNECTOR,
          SOURCE_URL,
          SOURCE_USER,
          SOURCE_PASSWORD,
          SLOT,
          PUBLICATION,
          SNAPSHOT,
          SNAPSHOT_CHUNK_ROWS,
          SNAPSHOT_READERS,
          SNAPSHOT_RATE,
          RETAINED_CHECKPOINTS,
          FAILOVER_SLOT,
          WATERMARK_INTERVAL,
          CLICKHOUSE_URL,
          CLICKHOUSE_DATABASE,
          CLICKHOUSE_USER,
          CLICKHOUSE_PASSWORD,
          FLUSH_INTERVAL,
          MAX_PENDING_BYTES,
          DELIVERY,
          CHECKPOINT_INTERVAL,
          RETRY_FOR,
          QUERY,
          PARTITION_BY,
          ORDER_BY);

  /** Keys that mean something to Millrace's own connector alone. */
  static final List<Option<?>> OF_OWN_CONNECTOR =
      List.of(
          SNAPSHOT_CHUNK_ROWS,
          SNAPSHOT_READERS,
          SNAPSHOT_RATE,
          RETAINED_CHECKPOINTS,
          FAILOVER_SLOT);

  /** Keys that the mapping at that path may hold, in the documentation's order. */
  static List<String> keysOf(String section) {
    Stream<String> values = ALL.stream().filter(o -> o.section().equals(section)).map(Option::key);
    Stream<String> mappings =
        section.isEmpty() ? Stream.of("source", "clickhouse", "tables") : Stream.empty();
    return Stream.concat(values, mappings).toList();
  }
}
