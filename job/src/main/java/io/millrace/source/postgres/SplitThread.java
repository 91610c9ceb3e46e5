package io.millrace.source.postgres;

import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.Retry;
import io.millrace.source.postgres.fetch.Handover;
import io.millrace.source.postgres.snapshot.ChunkReader;
import io.millrace.source.postgres.snapshot.ReadRate;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.PostgresSplit;
import io.millrace.source.postgres.split.StreamSplit;
import io.millrace.source.postgres.stream.Follower;
import io.millrace.source.postgres.stream.LogOptions;
import io.millrace.source.postgres.stream.LogProgress;
import io.millrace.source.postgres.stream.LogReader;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The thread that reads a reader's splits, one after the other. */
final class SplitThread implements AutoCloseable {

  private static final long END_MILLIS = 10_000;

  private final PostgresSourceOptions options;
  private final List<SourceScan> scans;
  private final Handover handover;
  private final LogProgress progress;
  private final Follower follower;
  private final Thread thread;
  private final BlockingQueue<PostgresSplit> splits = new LinkedBlockingQueue<>();
  private final ChunkReader chunks;
  private volatile LogReader log;
  private volatile boolean closed;

  SplitThread(
      PostgresSourceOptions options,
      List<SourceScan> scans,
      Handover handover,
      LogProgress progress,
      Follower follower,
      ReadRate rate,
      int reader) {
    this.options = options;
    this.scans = scans;
    this.handover = handover;
    this.progress = progress;
    this.follower = follower;
    this.chunks = new ChunkReader(options.database(), scans, handover, rate);
    this.thread = new Thread(this::run, "postgres-reader-" + reader);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void read(PostgresSplit split) {
    splits.add(split);
  }

  private void run() {
    try (chunks) {
      while (!closed) {
        PostgresSplit split = splits.take();
        if (split instanceof ChunkSplit chunk) {
          readChunk(chunk);
        } else {
          chunks.close();
          follow((StreamSplit) split);
        }
      }
    } catch (InterruptedException e) {
      if (!closed) {
        handover.fail(e);
      }
    } catch (Throwable e) {
      if (!closed) {
        handover.fail(e);
      }
    }
  }

  /** From its beginning again when the connection is lost, as after a restore. */
  private void readChunk(ChunkSplit chunk) throws SQLException, InterruptedException {
    Retry retry = new Retry(options.database());
    while (true) {
      try {
        chunks.read(chunk);
        return;
      } catch (SQLException e) {
        if (closed) {
          throw e;
        }
        retry.after(e, "Reading " + chunk.splitId() + " of " + chunk.relation());
      }
    }
  }

  private void follow(StreamSplit split) throws SQLException, InterruptedException {
    LogOptions follow =
        new LogOptions(
            options.database(),
            options.slot(),
            options.publication(),
            scans,
            follower,
            options.watermarkInterval(),
            options.idleInterval(),
            options.failoverSlot());
    log = new LogReader(follow, split, handover, progress);
    log.run();
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    closed = true;
    thread.interrupt();
    chunks.close();
    if (log != null) {
      log.close();
    }
    thread.join(END_MILLIS);
  }
}
