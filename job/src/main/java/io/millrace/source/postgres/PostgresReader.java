package io.millrace.source.postgres;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.LogEvent;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.fetch.Batch;
import io.millrace.source.postgres.fetch.Handover;
import io.millrace.source.postgres.snapshot.ReadRate;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.PostgresSplit;
import io.millrace.source.postgres.split.StreamSplit;
import io.millrace.source.postgres.stream.Follower;
import io.millrace.source.postgres.stream.LogProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.metrics.scope.ScopeFormat;

/**
 * Emits what its {@link SplitThread} has read. All methods run on the task's thread. A batch is
 * emitted whole, so a checkpoint falls between batches, and each batch says where its split stands
 * after it.
 */
final class PostgresReader implements SourceReader<LogEvent, PostgresSplit> {

  private static final int BATCHES_AHEAD = 4;

  private final SourceReaderContext context;
  private final Handover handover = new Handover(BATCHES_AHEAD);
  private final LogProgress progress = new LogProgress();
  private final ReaderMetrics metrics;
  private final Acknowledgement acknowledgement;
  private final SplitThread thread;
  private final SnapshotPace pace;

  /** Chunks not read yet, and those whose end the enumerator has not confirmed. */
  private final Map<Integer, ChunkSplit> chunks = new LinkedHashMap<>();

  private StreamSplit log;
  private boolean ended;
  private boolean noMoreSplits;

  /** A watermark to emit before anything else; {@link Long#MIN_VALUE}: none. */
  private long pendingWatermark = Long.MIN_VALUE;

  private boolean deliveryAsked;

  PostgresReader(
      SourceReaderContext context, PostgresSourceOptions options, List<SourceScan> scans) {
    this.context = context;
    this.metrics = new ReaderMetrics(context.metricGroup(), progress, scans);
    this.acknowledgement = new Acknowledgement(options.retainedCheckpoints(), progress);
    this.pace =
        new SnapshotPace(
            Math.max(1, options.snapshot().bytesPerCheckpoint() / context.currentParallelism()));
    this.thread =
        new SplitThread(
            options,
            scans,
            handover,
            progress,
            follower(context),
            new ReadRate(options.snapshot().bytesPerSecondOfReader(context.currentParallelism())),
            context.getIndexOfSubtask());
  }

  /** Only the metrics' names tell a source which job and attempt it is. */
  private static Follower follower(SourceReaderContext context) {
    Map<String, String> names = context.metricGroup().getAllVariables();
    return new Follower(
        names.getOrDefault(ScopeFormat.SCOPE_JOB_ID, UUID.randomUUID().toString()),
        Integer.parseInt(names.getOrDefault(ScopeFormat.SCOPE_TASK_ATTEMPT_NUM, "0")));
  }

  @Override
  public void start() {
    context.sendSourceEventToCoordinator(new Signal.ChunksHeld(unfinished(), log != null));
    thread.start();
    chunks.values().stream().filter(ChunkSplit::finished).forEach(this::sayRead);
    if (log == null) {
      context.sendSplitRequest();
    }
  }

  @Override
  public void addSplits(List<PostgresSplit> splits) {
    for (PostgresSplit split : splits) {
      if (split instanceof ChunkSplit chunk) {
        chunks.put(chunk.number(), chunk);
        if (!chunk.finished()) {
          thread.read(chunk);
        }
      } else {
        log = (StreamSplit) split;
        pendingWatermark = log.watermark();
        thread.read(log);
      }
    }
    wake();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof Signal.ChunkNoted noted) {
      ChunkSplit chunk = chunks.remove(noted.number());
      if (chunk != null && !chunk.finished()) {
        context.sendSplitRequest();
      }
    } else if (event instanceof Signal.SnapshotRead read) {
      pendingWatermark = read.log() ? Change.SNAPSHOT_DELIVERED : Long.MAX_VALUE;
      deliveryAsked = true;
    } else if (event instanceof Signal.LogFollowed) {
      // A barrier may leave before the next pollNext and so overtake this watermark. That happens
      // only after a restore: in the attempt that read the tables all readers have said their end
      // before the log is given away. Downstream then stands at the watermark it was restored with,
      // since none has come over this channel: no slice has been finished, no row given, and the
      // commit of that checkpoint is the one before. When the log's reader has begun a later slice
      // by then, the operators hold its records back and refuse the checkpoint (AlignedOperator):
      // that costs a restart, never a row. The proof's simulator does it all the time.
      if (log == null && !ended) {
        pendingWatermark = Long.MAX_VALUE;
      }
    } else {
      throw new IllegalStateException("Unexpected event " + event);
    }
    wake();
  }

  @Override
  public void notifyNoMoreSplits() {
    noMoreSplits = true;
    wake();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<LogEvent> output) throws Exception {
    if (pendingWatermark != Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(pendingWatermark));
      pendingWatermark = Long.MIN_VALUE;
    }
    if (deliveryAsked) {
      deliveryAsked = false;
      context.sendSourceEventToCoordinator(new Signal.SnapshotDelivered());
    }
    if (pace.isSpent()) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    Batch batch = handover.poll();
    if (batch == null) {
      boolean over = ended || noMoreSplits && log == null && chunks.isEmpty();
      return over ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }
    emit(batch, output);
    return InputStatus.MORE_AVAILABLE;
  }

  private void emit(Batch batch, ReaderOutput<LogEvent> output) {
    for (LogEvent event : batch.events()) {
      output.collect(event);
      if (event instanceof Commit commit) {
        output.emitWatermark(new Watermark(commit.lsn()));
      }
    }
    metrics.emitted(batch);
    pace.emitted(batch);
    if (batch.reach() == Batch.Reach.OUTDATED) {
      sayOutdated((ChunkSplit) batch.after());
    } else if (batch.after() instanceof ChunkSplit chunk) {
      chunks.put(chunk.number(), chunk);
      if (batch.last()) {
        output.releaseOutputForSplit(chunk.splitId());
        sayRead(chunk);
        context.sendSplitRequest();
      }
    } else {
      log = (StreamSplit) batch.after();
      if (batch.last()) {
        log = null;
        ended = true;
      }
    }
  }

  private Map<Integer, Integer> unfinished() {
    return chunks.values().stream()
        .filter(chunk -> !chunk.finished())
        .collect(Collectors.toMap(ChunkSplit::number, ChunkSplit::table));
  }

  private void sayRead(ChunkSplit chunk) {
    context.sendSourceEventToCoordinator(
        new Signal.ChunkRead(
            chunk.number(), chunk.table(), chunk.rows(), chunk.bytes(), chunk.readAt()));
  }

  /** The chunk stays in the state, so that this is found again after a restore. */
  private void sayOutdated(ChunkSplit chunk) {
    context.sendSourceEventToCoordinator(
        new Signal.ChunkOutdated(chunk.number(), chunk.table(), chunk.relation(), chunk.file()));
  }

  @Override
  public List<PostgresSplit> snapshotState(long checkpoint) {
    List<PostgresSplit> splits = new ArrayList<>(chunks.values());
    if (log != null) {
      splits.add(log);
      acknowledgement.taken(checkpoint, log.resume());
    }
    pace.barrierPassed();
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    acknowledgement.completed(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) {
    acknowledgement.aborted(checkpoint);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return pace.isSpent() ? pace.available() : handover.available();
  }

  private void wake() {
    handover.wake();
    pace.wake();
  }

  @Override
  public void close() throws Exception {
    thread.close();
  }
}
