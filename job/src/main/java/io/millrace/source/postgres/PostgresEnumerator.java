package io.millrace.source.postgres;

import io.millrace.change.Change;
import io.millrace.change.Position;
import io.millrace.change.TableId;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.EnumeratorState.Phase;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.PostgresSplit;
import io.millrace.source.postgres.split.StreamSplit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads the readers through the phases of {@link Phase}. Everything here runs on the coordinator's
 * thread but {@link Preparation}, which talks to Postgres on its worker.
 *
 * <p>A reader says of each chunk that it has been read until it hears back, and keeps the chunk in
 * its state so long; so enumerator and readers agree after any restore, although their parts of a
 * checkpoint are taken at different moments. When tasks fail, Flink restores the readers and leaves
 * the enumerator as it is: it may have to go back to reading.
 */
final class PostgresEnumerator implements SplitEnumerator<PostgresSplit, EnumeratorState> {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresEnumerator.class);

  /** The reader that is given the log when no reader has it. */
  private static final int LOG_READER = 0;

  private final SplitEnumeratorContext<PostgresSplit> context;
  private final PostgresSourceOptions options;
  private final List<SourceScan> scans;
  private final Preparation preparation;
  private final SnapshotProgress progress;

  private EnumeratorState beginning;
  private Phase phase;
  private final Chunks chunks;
  private final Readers readers = new Readers();

  /** See {@link EnumeratorState#readAt}. */
  private final Map<Integer, Long> readAt = new HashMap<>();

  /** Counts how often it turned out that more is to be read. */
  private int setbacks;

  private StreamSplit log;

  PostgresEnumerator(
      SplitEnumeratorContext<PostgresSplit> context,
      PostgresSourceOptions options,
      List<SourceScan> scans,
      EnumeratorState state) {
    this.context = context;
    this.options = options;
    this.scans = scans;
    this.progress = new SnapshotProgress(scans.size());
    this.chunks = new Chunks(progress);
    this.preparation = new Preparation(options, scans);
    take(state);
  }

  private void take(EnumeratorState state) {
    beginning = state;
    phase = state.phase();
    progress.take(state.progress());
    chunks.add(state.waiting());
    chunks.held(state.given());
    log = state.log();
    readAt.putAll(state.readAt());
  }

  @Override
  public void start() {
    progress.register(context.metricGroup(), scans);
    if (phase == Phase.PREPARING) {
      context.callAsync(preparation::prepare, this::prepared);
    } else if (phase != Phase.FOLLOWING) {
      context.callAsync(() -> preparation.check(beginning), (ok, failure) -> rethrow(failure));
    }
  }

  private void prepared(EnumeratorState state, Throwable failure) {
    rethrow(failure);
    take(state);
    LOG.info(
        "Reading {} chunks; the log begins at {}",
        state.waiting().size(),
        Position.lsn(state.slotAt()));
    giveToAskers();
    goOn();
  }

  private void giveToAskers() {
    readers.takeAsking().forEach(reader -> handleSplitRequest(reader, null));
  }

  @Override
  public void handleSplitRequest(int reader, @Nullable String host) {
    boolean room = chunks.givenCount() < options.snapshot().readers();
    if (phase == Phase.READING && chunks.hasWaiting() && room && isHere(reader)) {
      context.assignSplit(chunks.give(), reader);
    } else {
      readers.asks(reader);
    }
  }

  private boolean isHere(int reader) {
    return context.registeredReaders().containsKey(reader);
  }

  @Override
  public void handleSourceEvent(int reader, SourceEvent event) {
    if (event instanceof Signal.ChunksHeld held) {
      readers.heard(reader, held.log());
      chunks.held(held.chunks());
      readAgainIfAny();
    } else if (event instanceof Signal.ChunkRead read) {
      if (chunks.done(read.number())) {
        progress.read(read.table(), read.rows(), read.bytes());
      }
      if (scans.get(read.table()).isKeyedByPosition()) {
        readAt.put(read.table(), read.readAt());
      }
      note(reader, read.number());
      giveToAskers();
    } else if (event instanceof Signal.ChunkOutdated outdated) {
      cutAnew(reader, outdated);
    } else if (event instanceof Signal.SnapshotDelivered) {
      if (phase == Phase.DELIVERING) {
        readers.delivered(reader);
      }
    } else {
      throw new IllegalStateException("Unexpected event " + event);
    }
    goOn();
  }

  private void note(int reader, int chunk) {
    context.sendEventToSourceReader(reader, new Signal.ChunkNoted(chunk));
  }

  private void cutAnew(int reader, Signal.ChunkOutdated outdated) {
    TableId relation = outdated.relation();
    if (chunks.isReplaced(relation, outdated.file())) {
      if (chunks.done(outdated.number())) {
        progress.cut(outdated.table(), -1);
      }
      note(reader, outdated.number());
    } else if (chunks.awaitCut(relation, new Chunks.Outdated(outdated.number(), reader))) {
      LOG.info("{} has been rewritten since it was cut into chunks: cutting it anew", relation);
      context.callAsync(
          () -> preparation.cutAnew(outdated.table(), relation, beginning.slotAt()),
          (cut, failure) -> replace(relation, cut, failure));
    }
  }

  private void replace(TableId relation, List<ChunkSplit> cut, Throwable failure) {
    rethrow(failure);
    for (Chunks.Outdated outdated : chunks.replace(relation, cut)) {
      if (isHere(outdated.reader())) {
        note(outdated.reader(), outdated.number());
      }
    }
    readAgainIfAny();
    goOn();
  }

  /** Back to reading, when a reader was restored to a moment at which it had not read all. */
  private void readAgainIfAny() {
    if ((phase == Phase.DELIVERING || phase == Phase.FOLLOWING) && !chunks.allRead()) {
      LOG.info("Readers were restored to before the end of the snapshot: reading on");
      enter(Phase.READING);
      readers.nothingDelivered();
      log = null;
      setbacks++;
    }
    giveToAskers();
  }

  /** To the next phase, if it is time. */
  private void goOn() {
    if (!readers.allHeard(context.currentParallelism())) {
      return;
    }
    if (phase == Phase.READING && chunks.allRead()) {
      enter(Phase.DELIVERING);
      LOG.info("All chunks have been read");
    } else if (phase == Phase.DELIVERING && readers.allDelivered(context.currentParallelism())) {
      int round = setbacks;
      boolean anything = options.snapshot().mode() != SnapshotMode.NEVER;
      context.callAsync(
          () -> anything ? preparation.endOfSnapshot(beginning.server()) : beginning.slotAt(),
          (end, failure) -> follow(end, failure, round));
    }
    context.registeredReaders().keySet().stream().filter(readers::isToBeTold).forEach(this::tell);
  }

  private void enter(Phase next) {
    phase = next;
    readers.newPhase();
  }

  private void tell(int reader) {
    if (phase == Phase.DELIVERING) {
      context.sendEventToSourceReader(reader, new Signal.SnapshotRead(reader == LOG_READER));
    } else if (phase == Phase.FOLLOWING) {
      tellToFollow(reader);
    }
  }

  /**
   * @param end the log's end, behind everything that was read
   */
  private void follow(Long end, Throwable failure, int round) {
    rethrow(failure);
    if (phase != Phase.DELIVERING || round != setbacks) {
      return;
    }
    enter(Phase.FOLLOWING);
    LOG.info("Consistent from {} on", Position.lsn(end));
    log =
        new StreamSplit(
            beginning.server(),
            Change.SNAPSHOT_DELIVERED,
            beginning.slotAt(),
            new Position(beginning.slotAt(), 0),
            options.snapshot().mode() == SnapshotMode.NEVER ? Long.MAX_VALUE : end,
            end,
            options.snapshot().mode() == SnapshotMode.ONLY,
            beginning.partitions(),
            readAt);
    goOn();
  }

  private void tellToFollow(int reader) {
    if (log != null && reader == LOG_READER) {
      context.assignSplit(log, reader);
      log = null;
    } else if (!readers.follows(reader)) {
      context.sendEventToSourceReader(reader, new Signal.LogFollowed());
    }
    if (options.snapshot().mode() == SnapshotMode.ONLY) {
      context.signalNoMoreSplits(reader);
    }
  }

  /** It is told what to do when it has said what it holds. */
  @Override
  public void addReader(int reader) {}

  @Override
  public void addSplitsBack(List<PostgresSplit> splits, int reader) {
    readers.forget(reader);
    for (PostgresSplit split : splits) {
      if (split instanceof ChunkSplit chunk) {
        chunks.back(chunk);
      } else if (phase == Phase.FOLLOWING) {
        log = (StreamSplit) split;
      }
    }
    readAgainIfAny();
  }

  @Override
  public EnumeratorState snapshotState(long checkpoint) {
    return new EnumeratorState(
        phase,
        beginning.server(),
        beginning.slotAt(),
        chunks.waiting(),
        chunks.given(),
        log,
        beginning.partitions(),
        progress.tables(),
        readAt);
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure != null) {
      throw new IllegalStateException("Preparing the snapshot failed", failure);
    }
  }

  @Override
  public void close() {
    preparation.close();
  }
}
