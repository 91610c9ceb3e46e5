package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.client.AttachedTable;
import io.millrace.sink.clickhouse.client.ClickHouseClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** One database on one server, and the settings its inserts are pinned to. Not thread-safe. */
public final class Destination {

  private final ClickHouseClient client;
  private final String database;
  private final InsertMetrics metrics;
  private InsertSettings settings;

  public Destination(ClickHouseClient client, String database, InsertMetrics metrics) {
    this.client = client;
    this.database = database;
    this.metrics = metrics;
  }

  String database() {
    return database;
  }

  String query(String sql) throws IOException, InterruptedException {
    return client.query(sql, Map.of());
  }

  String query(String sql, AttachedTable rows) throws IOException, InterruptedException {
    return client.query(sql, Map.of("join_use_nulls", "0"), rows);
  }

  /** Sends an INSERT's rows once. */
  void insert(Shipment shipment, UUID token, String sql, List<byte[]> blocks, long rows)
      throws IOException, InterruptedException {
    client.insert(sql, queryId(shipment), settings().with(token), blocks);
    metrics.inserted(rows, blocks.stream().mapToLong(block -> block.length).sum());
  }

  /** Sends an INSERT … SELECT from attached rows once, under a token of its own. */
  void insert(Shipment shipment, String sql, AttachedTable rows)
      throws IOException, InterruptedException {
    Map<String, String> all = settings().with(UUID.randomUUID());
    all.put("query_id", queryId(shipment));
    all.put("join_use_nulls", "0");
    client.query(sql, all, rows);
  }

  private static String queryId(Shipment shipment) {
    return Shipping.queryIdPrefix(shipment)
        + '-'
        + Integer.toHexString(ThreadLocalRandom.current().nextInt());
  }

  private InsertSettings settings() throws IOException, InterruptedException {
    if (settings == null) {
      settings = InsertSettings.of(client);
    }
    return settings;
  }
}
