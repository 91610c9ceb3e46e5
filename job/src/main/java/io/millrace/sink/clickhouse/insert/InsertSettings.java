package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.client.ClickHouseClient;
import io.millrace.sink.clickhouse.client.Sql;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What every insert says of itself, whatever the server's or the user's defaults are. The same
 * again at every repetition: tokens are kept per block, so the rows must be cut in the same way.
 */
final class InsertSettings {

  private static final Map<String, String> PINNED = new LinkedHashMap<>();

  static {
    // At once and acknowledged when kept; the default is asynchronous since 26.2.
    PINNED.put("async_insert", "0");
    PINNED.put("insert_deduplicate", "1");
    PINNED.put("deduplicate_insert", "enable");
    PINNED.put("deduplicate_blocks_in_dependent_materialized_views", "1");
    // One block, so that an insert into one partition is one part: it is there whole or not at all.
    PINNED.put("max_insert_threads", "1");
    PINNED.put("max_insert_block_size", "1048449");
    PINNED.put("max_insert_block_size_bytes", "0");
    PINNED.put("min_insert_block_size_rows", "1048449");
    PINNED.put("min_insert_block_size_bytes", "268402944");
    PINNED.put("use_strict_insert_block_limits", "0");
    PINNED.put("input_format_max_block_size_bytes", "0");
    PINNED.put("input_format_parallel_parsing", "0");
    // The user chose the partitions; refusing the first load for their number helps nobody.
    PINNED.put("max_partitions_per_insert_block", "0");
    // Several versions of a key in one insert become the last one, as a merge would make them.
    PINNED.put("optimize_on_insert", "1");
    // A NULL is never to become a default, and an insert never to be cut off half-way.
    PINNED.put("input_format_null_as_default", "0");
    PINNED.put("max_execution_time", "0");
  }

  private final Map<String, String> settings;

  private InsertSettings(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Leaves out what this server's version does not know. */
  static InsertSettings of(ClickHouseClient client) throws IOException, InterruptedException {
    String names = PINNED.keySet().stream().map(Sql::literal).collect(Collectors.joining(", "));
    String known =
        client.query("SELECT name FROM system.settings WHERE name IN (" + names + ")", Map.of());
    Map<String, String> settings = new HashMap<>(PINNED);
    settings.keySet().retainAll(known.lines().toList());
    return new InsertSettings(settings);
  }

  Map<String, String> with(UUID token) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("insert_deduplication_token", token.toString());
    return all;
  }
}
