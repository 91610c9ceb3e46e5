package io.millrace.source.postgres;

import io.millrace.change.TableId;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.EnumeratorState.Phase;
import io.millrace.source.postgres.connect.ReplicationConnection;
import io.millrace.source.postgres.connect.Retry;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.guard.Partitions;
import io.millrace.source.postgres.guard.PostgresSlot;
import io.millrace.source.postgres.guard.Publication;
import io.millrace.source.postgres.guard.StartGuard;
import io.millrace.source.postgres.guard.Wal;
import io.millrace.source.postgres.snapshot.ChunkPlanner;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the enumerator needs of Postgres. Blocks, for as long as Postgres cannot be reached; runs on
 * the coordinator's worker thread.
 */
final class Preparation implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
  private static final long POLL_MILLIS = 100;
  private static final long POLLS_PER_LOG = 100;

  /** Something that talks to Postgres. */
  private interface Work<T> {
    T run() throws SQLException, InterruptedException;
  }

  private final PostgresSourceOptions options;
  private final List<SourceScan> scans;
  private volatile boolean closed;

  Preparation(PostgresSourceOptions options, List<SourceScan> scans) {
    this.options = options;
    this.scans = scans;
  }

  /** Makes publication and slot, then cuts chunks. */
  EnumeratorState prepare() throws SQLException, InterruptedException {
    return untilItWorks("Preparing", this::prepareOnce);
  }

  private EnumeratorState prepareOnce() throws SQLException, InterruptedException {
    List<TableId> tables = scans.stream().map(SourceScan::table).toList();
    long slotAt =
        PostgresSlot.createOrAdopt(
            options.database(),
            options.slot(),
            options.publication(),
            tables,
            options.failoverSlot(),
            options.adoptSlot());
    ServerIdentity identity;
    try (ReplicationConnection replication = ReplicationConnection.open(options.database(), 0)) {
      identity = replication.identity();
    }
    try (Connection sql = options.database().open()) {
      Publication.check(sql, options.publication(), scans);
      Set<Partition> partitions = Partitions.read(sql, scans);
      ChunkPlanner.Cut cut = new ChunkPlanner.Cut(List.of(), List.of());
      if (options.snapshot().mode() != SnapshotMode.NEVER) {
        awaitVisible(sql);
        cut = new ChunkPlanner(sql, options.snapshot().chunkRows()).plan(scans, slotAt);
      }
      return new EnumeratorState(
          Phase.READING,
          identity,
          slotAt,
          cut.chunks(),
          Map.of(),
          null,
          partitions,
          progress(cut),
          Map.of());
    }
  }

  private static List<SnapshotProgress.Table> progress(ChunkPlanner.Cut cut) {
    int[] chunks = new int[cut.rows().size()];
    cut.chunks().forEach(chunk -> chunks[chunk.table()]++);
    return IntStream.range(0, chunks.length)
        .mapToObj(i -> new SnapshotProgress.Table(chunks[i], 0, 0, cut.rows().get(i)))
        .toList();
  }

  /**
   * Waits for the transactions that run now to end. One that committed before the slot's position
   * is not in the log that follows, so every chunk has to see it; but a commit is in the log before
   * others see it, and with synchronous replication long before.
   */
  private void awaitVisible(Connection sql) throws SQLException, InterruptedException {
    long running = Wal.nextTransaction(sql);
    for (long polls = 1; Wal.oldestTransaction(sql) < running && !closed; polls++) {
      if (polls % POLLS_PER_LOG == 0) {
        LOG.info("Waiting for transactions older than {} to end before reading", running);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Cuts a relation anew; what it waited for before the first reading still holds. */
  List<ChunkSplit> cutAnew(int table, TableId relation, long commit)
      throws SQLException, InterruptedException {
    return untilItWorks(
        "Cutting a rewritten table",
        () -> {
          try (Connection sql = options.database().open()) {
            return new ChunkPlanner(sql, options.snapshot().chunkRows())
                .plan(table, scans.get(table), relation, commit);
          }
        });
  }

  /** The start guard, for a snapshot that goes on. */
  boolean check(EnumeratorState state) throws SQLException, InterruptedException {
    return untilItWorks(
        "Checking the slot",
        () -> {
          try (ReplicationConnection replication =
                  ReplicationConnection.open(options.database(), 0);
              Connection sql = options.database().open()) {
            StartGuard.checkSnapshot(replication, state.server());
            StartGuard.check(
                replication, sql, options.slot(), state.server(), state.slotAt(), state.slotAt());
            return true;
          }
        });
  }

  /**
   * A place in the log behind everything that has been read.
   *
   * @param server that it was read from
   */
  long endOfSnapshot(ServerIdentity server) throws SQLException, InterruptedException {
    return untilItWorks(
        "Asking for the end of the log",
        () -> {
          try (ReplicationConnection replication =
                  ReplicationConnection.open(options.database(), 0);
              Connection sql = options.database().open()) {
            StartGuard.checkSnapshot(replication, server);
            return Wal.mark(sql);
          }
        });
  }

  private <T> T untilItWorks(String what, Work<T> work) throws SQLException, InterruptedException {
    Retry retry = new Retry(options.database());
    while (true) {
      try {
        return work.run();
      } catch (SQLException e) {
        if (closed) {
          throw e;
        }
        retry.after(e, what);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
