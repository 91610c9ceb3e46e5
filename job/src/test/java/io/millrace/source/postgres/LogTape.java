package io.millrace.source.postgres;

import static org.awaitility.Awaitility.await;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.Position;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.connect.ReplicationConnection;
import io.millrace.source.postgres.fetch.Batch;
import io.millrace.source.postgres.fetch.Handover;
import io.millrace.source.postgres.guard.PostgresSlot;
import io.millrace.source.postgres.split.StreamSplit;
import io.millrace.source.postgres.stream.Follower;
import io.millrace.source.postgres.stream.LogOptions;
import io.millrace.source.postgres.stream.LogProgress;
import io.millrace.source.postgres.stream.LogReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** The log's reader alone, without Flink: a batch's state is what a checkpoint after it holds. */
final class LogTape implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Object> events;
  private final Handover handover = new Handover(4);
  private final LogProgress progress = new LogProgress();
  private final LogReader reader;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread readingThread;
  private final Thread emittingThread;
  private volatile StreamSplit state;
  private volatile boolean paused;
  private volatile boolean closed;
  private volatile long batchesLeft = Long.MAX_VALUE;

  private LogTape(LogOptions options, StreamSplit from, List<Object> events) {
    this.events = events;
    this.state = from;
    this.reader = new LogReader(options, from, handover, progress);
    this.readingThread = new Thread(this::read, "reading");
    this.emittingThread = new Thread(this::emit, "emitting");
    readingThread.start();
    emittingThread.start();
  }

  /** Makes slot and publication, and gives the log's beginning. */
  static StreamSplit begin(TestPostgres.Database database, List<SourceScan> scans)
      throws Exception {
    PostgresDatabase address = database.address();
    long slotAt =
        PostgresSlot.create(
            address,
            database.name(),
            database.name(),
            scans.stream().map(SourceScan::table).toList(),
            false);
    try (ReplicationConnection replication = ReplicationConnection.open(address, 0)) {
      return new StreamSplit(
          replication.identity(),
          Change.SNAPSHOT_DELIVERED,
          slotAt,
          new Position(slotAt, 0),
          slotAt,
          slotAt,
          false);
    }
  }

  static LogTape start(TestPostgres.Database database, List<SourceScan> scans, StreamSplit from) {
    return start(database, scans, from, anyone());
  }

  static LogTape start(
      TestPostgres.Database database, List<SourceScan> scans, StreamSplit from, Follower follower) {
    List<Object> events = new ArrayList<>();
    events.add(from.watermark());
    return new LogTape(options(database, scans, follower), from, events);
  }

  private static Follower anyone() {
    return new Follower(UUID.randomUUID().toString(), 0);
  }

  /** A restore: what the earlier one emitted stays, since every batch was in its state. */
  LogTape restarted(TestPostgres.Database database, List<SourceScan> scans) {
    return new LogTape(options(database, scans, anyone()), state, events);
  }

  private static LogOptions options(
      TestPostgres.Database database, List<SourceScan> scans, Follower follower) {
    return new LogOptions(
        database.address(),
        database.name(),
        database.name(),
        scans,
        follower,
        Duration.ofMillis(5),
        Duration.ofMillis(100),
        false);
  }

  private void read() {
    try {
      reader.run();
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  private void emit() {
    try {
      while (!closed) {
        Batch batch = paused ? null : handover.poll();
        if (batch == null) {
          Thread.sleep(1);
          continue;
        }
        take(batch);
        closed |= --batchesLeft <= 0;
      }
    } catch (Exception e) {
      failure.set(e);
    }
  }

  private synchronized void take(Batch batch) {
    for (Object event : batch.events()) {
      events.add(event);
      if (event instanceof Commit commit && commit.lsn() > lastWatermark()) {
        events.add(commit.lsn());
      }
    }
    state = (StreamSplit) batch.after();
  }

  private long lastWatermark() {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i) instanceof Long watermark) {
        return watermark;
      }
    }
    return Long.MIN_VALUE;
  }

  synchronized List<Object> events() {
    return List.copyOf(events);
  }

  List<Change> changes() {
    return events().stream().filter(Change.class::isInstance).map(Change.class::cast).toList();
  }

  StreamSplit state() {
    return state;
  }

  LogProgress progress() {
    return progress;
  }

  /** Emits no more than so many further batches, and waits for them. */
  void stopAfter(int batches) {
    batchesLeft = batches;
    await().atMost(PATIENCE).until(() -> closed);
  }

  void pause(boolean on) {
    paused = on;
  }

  synchronized long watermark() {
    return lastWatermark();
  }

  void awaitWatermark(long lsn) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .failFast(
            () -> {
              if (failure.get() != null) {
                throw new AssertionError("the reader failed", failure.get());
              }
            })
        .until(() -> watermark() >= lsn);
  }

  Throwable awaitFailure() {
    await().atMost(PATIENCE).until(() -> failure.get() != null);
    return failure.get();
  }

  /** As a TaskManager that is killed: nothing more is emitted. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    emittingThread.join();
    readingThread.interrupt();
    reader.close();
    readingThread.join();
  }
}
