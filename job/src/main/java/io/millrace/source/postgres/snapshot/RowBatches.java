package io.millrace.source.postgres.snapshot;

import io.millrace.change.Change;
import io.millrace.change.LogEvent;
import io.millrace.source.postgres.decode.CopyRows;
import io.millrace.source.postgres.fetch.Batch;
import io.millrace.source.postgres.fetch.Batch.Reach;
import io.millrace.source.postgres.fetch.Handover;
import io.millrace.source.postgres.split.ChunkSplit;
import java.util.ArrayList;
import java.util.List;

/** Puts the rows of one COPY into batches, and hands them over no faster than is allowed. */
final class RowBatches {

  private static final int BATCH_EVENTS = 1024;
  private static final long BATCH_BYTES = 1 << 20;

  private final Handover handover;
  private final ReadRate rate;
  private final CopyRows rows;
  private List<LogEvent> events = new ArrayList<>(BATCH_EVENTS);
  private long bytes;
  private long paced;

  RowBatches(Handover handover, ReadRate rate, CopyRows rows) {
    this.handover = handover;
    this.rate = rate;
    this.rows = rows;
  }

  void add(Change change) {
    events.add(change);
    bytes += change.row().bytes().length;
  }

  boolean isFull() {
    return events.size() >= BATCH_EVENTS || bytes >= BATCH_BYTES;
  }

  void handOver(ChunkSplit after) throws InterruptedException {
    handOver(handover, new Batch(events, after, Reach.PART));
    events = new ArrayList<>(BATCH_EVENTS);
    bytes = 0;
    pace();
  }

  /** The last of them. Another reader may begin then, so it comes behind the wait. */
  void end(ChunkSplit finished) throws InterruptedException {
    pace();
    handOver(handover, new Batch(events, finished, Reach.END));
  }

  private void pace() throws InterruptedException {
    rate.read(rows.received() - paced);
    paced = rows.received();
  }

  static void handOver(Handover handover, Batch batch) throws InterruptedException {
    boolean taken = false;
    while (!taken) {
      taken = handover.offer(batch, 60_000);
    }
  }
}
