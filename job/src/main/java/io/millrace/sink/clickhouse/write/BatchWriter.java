package io.millrace.sink.clickhouse.write;

import io.millrace.change.Commit;
import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.Delivery;
import io.millrace.sink.clickhouse.batch.CommitSeen;
import io.millrace.sink.clickhouse.batch.LoadWhole;
import io.millrace.sink.clickhouse.batch.Progress;
import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.batch.SinkRecord;
import io.millrace.sink.clickhouse.batch.Written;
import io.millrace.sink.clickhouse.insert.InsertSize;
import io.millrace.sink.clickhouse.insert.Inserter;
import io.millrace.sink.clickhouse.insert.TableInsert;
import io.millrace.sink.clickhouse.insert.WireColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds batches until the barrier, where they become committables. Inserts them itself, and waits
 * for it, when there are more than it may hold, and in {@link Delivery#LOW_LATENCY} after half the
 * flush interval (the other half they may wait in the encoder).
 *
 * <p>Some always wait for their checkpoint: all until the first load is whole ({@link LoadWhole}),
 * and those of targets whose rows can move. Such a row needs a tombstone where it stood before, and
 * a restored job knows where it stood at the checkpoint, not where a lost attempt had moved it.
 *
 * <p>Runs in the task's thread only.
 */
public final class BatchWriter implements CommittingSinkWriter<SinkRecord, Written> {

  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

  /** How much of what may be pending those may be that wait for their checkpoint. */
  private static final int HEADROOM = 4;

  private final ClickHouseOptions options;
  private final Map<String, WireColumns> columns;
  private final Set<String> moving;
  private final Inserter inserter;
  private final ProcessingTimeService time;
  private final boolean lowLatency;
  private final long mostPending;
  private final Counter earlyInserts;

  /** Must wait for the checkpoint. */
  private final List<RowBatch> waiting = new ArrayList<>();

  private final List<RowBatch> pending = new ArrayList<>();
  private final List<Commit> commits = new ArrayList<>();
  private final Map<String, Long> inserted = new HashMap<>();
  private long waitingBytes;
  private long pendingBytes;
  private long watermark = Long.MIN_VALUE;
  private boolean mayInsertEarly;
  private boolean timerSet;
  private boolean warned;

  /**
   * @param columns of each target, in the order to insert in
   * @param moving targets whose rows can move
   * @param subtasks that share the bytes that may be pending
   */
  public BatchWriter(
      ClickHouseOptions options,
      Map<String, WireColumns> columns,
      Set<String> moving,
      Inserter inserter,
      ProcessingTimeService time,
      int subtasks,
      MetricGroup metrics) {
    this.options = options;
    this.columns = columns;
    this.moving = Set.copyOf(moving);
    this.inserter = inserter;
    this.time = time;
    this.lowLatency = options.delivery() == Delivery.LOW_LATENCY;
    this.mayInsertEarly = !options.loadIsPaced();
    this.mostPending = options.pendingBytes() / subtasks;
    MetricGroup group = metrics.addGroup("clickhouse");
    this.earlyInserts = group.counter("earlyInserts");
    group.gauge("pendingBytes", () -> waitingBytes + pendingBytes);
  }

  @Override
  public void write(SinkRecord element, Context context) throws IOException, InterruptedException {
    if (element instanceof CommitSeen seen) {
      commits.add(seen.commit());
    } else if (element instanceof RowBatch batch) {
      hold(batch);
    } else {
      mayInsertEarly = true;
    }
  }

  private void hold(RowBatch batch) throws IOException, InterruptedException {
    if (!mayInsertEarly || moving.contains(batch.table())) {
      waiting.add(batch);
      waitingBytes += batch.block().length;
      refuseIfTooMuch();
      return;
    }
    pending.add(batch);
    pendingBytes += batch.block().length;
    if (pendingBytes >= mostPending) {
      insertEarly();
    } else if (lowLatency && !timerSet) {
      timerSet = true;
      long due = time.getCurrentProcessingTime() + halfFlushInterval(options);
      time.registerTimer(due, now -> insertInTime());
    }
  }

  /**
   * In the first load the source keeps its pace; but a row read last may be what many others have
   * waited for.
   */
  private void refuseIfTooMuch() {
    if (waitingBytes > HEADROOM * mostPending) {
      throw new IllegalStateException(
          "sink: %d bytes of %s wait for one checkpoint, more than %d times this task's share of clickhouse.max-pending-bytes, and cannot be inserted before it. Shorten checkpoint-interval, or raise clickhouse.max-pending-bytes"
              .formatted(
                  waitingBytes,
                  mayInsertEarly
                      ? "targets whose order-by or partition-by uses columns that can change"
                      : "the first load",
                  HEADROOM));
    }
  }

  /** How long a row may wait in the encoder, and again here. */
  public static long halfFlushInterval(ClickHouseOptions options) {
    return Math.max(1, options.flushInterval().toMillis() / 2);
  }

  @Override
  public void writeWatermark(Watermark mark) {
    watermark = mark.getTimestamp();
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    if (lowLatency && mayInsertEarly) {
      insertPending();
    }
  }

  @Override
  public Collection<Written> prepareCommit() {
    List<Written> written = new ArrayList<>(waiting);
    written.addAll(pending);
    written.add(new Progress(watermark, takeCommits(), inserted));
    clearPending();
    waiting.clear();
    waitingBytes = 0;
    inserted.clear();
    warned = false;
    return written;
  }

  /** Of those at or before the watermark only the last counts. */
  private List<Commit> takeCommits() {
    List<Commit> taken = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++) {
      boolean passed = i + 1 < commits.size() && commits.get(i + 1).lsn() <= watermark;
      if (!passed) {
        taken.add(commits.get(i));
      }
    }
    commits.clear();
    return taken;
  }

  private void insertInTime() throws IOException, InterruptedException {
    timerSet = false;
    insertPending();
  }

  private void insertEarly() throws IOException, InterruptedException {
    if (!lowLatency) {
      earlyInserts.inc();
      if (!warned) {
        LOG.warn(
            "more than {} bytes wait for this checkpoint: inserting before it. The rows show "
                + "before those of other tables; shorten the checkpoint interval or raise the limit",
            mostPending);
        warned = true;
      }
    }
    insertPending();
  }

  private void insertPending() throws IOException, InterruptedException {
    for (Map.Entry<String, WireColumns> target : columns.entrySet()) {
      List<RowBatch> ofTable =
          pending.stream().filter(batch -> batch.table().equals(target.getKey())).toList();
      for (List<RowBatch> batches : InsertSize.split(ofTable)) {
        insert(target.getKey(), target.getValue(), batches);
      }
    }
    clearPending();
  }

  private void insert(String table, WireColumns wire, List<RowBatch> batches)
      throws IOException, InterruptedException {
    TableInsert insert =
        new TableInsert(inserter.destination(), UUID.randomUUID(), table, wire, batches);
    if (lowLatency) {
      inserter.insertReplayable(insert);
    } else {
      inserter.insert(insert);
    }
    inserted.merge(table, insert.rows(), Long::sum);
  }

  private void clearPending() {
    pending.clear();
    pendingBytes = 0;
  }

  @Override
  public void close() {}
}
