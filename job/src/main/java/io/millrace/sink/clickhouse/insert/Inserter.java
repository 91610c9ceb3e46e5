package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.client.ClickHouseClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import org.apache.flink.metrics.MetricGroup;

/**
 * What one task inserts with: the server, the way to be sure of an insert, and the memory of what
 * earlier attempts may have left. Not thread-safe.
 */
public final class Inserter {

  /** A request that takes longer has no known outcome; the largest insert takes seconds. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(4);

  private final Destination destination;
  private final Shipping shipping;
  private final EarlierRows earlier;

  public Inserter(ClickHouseOptions options, Collection<String> tables, MetricGroup task) {
    InsertMetrics metrics = new InsertMetrics(task);
    ClickHouseClient client = new ClickHouseClient(options, REQUEST_TIMEOUT);
    destination = new Destination(client, options.database(), metrics);
    shipping = new Shipping(client, options.retryFor(), metrics);
    earlier = new EarlierRows(destination, Set.copyOf(tables));
  }

  public Destination destination() {
    return destination;
  }

  /** Before the first insert of a job that starts from nothing: empty tables need no looking. */
  public void clearEmptyTables() throws IOException {
    try {
      shipping.insist("a look at the target tables", earlier::clearEmptyTables);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("cancelled while waiting for ClickHouse", e);
    }
  }

  /** Sends what an earlier process may have sent. */
  public void repeat(Shipment shipment) throws IOException, InterruptedException {
    shipping.ship(shipment, () -> true);
  }

  /** Sends what nobody has sent, though a replay may have made the same rows before. */
  public void insert(TableInsert insert) throws IOException, InterruptedException {
    shipping.ship(insert, () -> earlier.mayHold(insert));
  }

  /** Sends what nobody has sent, and whose rows may be there twice. */
  public void insertReplayable(TableInsert insert) throws IOException, InterruptedException {
    shipping.ship(insert, () -> false);
  }

  /** Sends the row of a checkpoint that was not restored. */
  public void insert(CommitRow row) throws IOException, InterruptedException {
    shipping.ship(row, () -> false);
  }
}
