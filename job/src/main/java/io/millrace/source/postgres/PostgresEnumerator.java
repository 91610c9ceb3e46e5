package io.millrace.source.postgres;

import io.millrace.change.Change;
import io.millrace.change.Position;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.EnumeratorState.Phase;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.PostgresSplit;
import io.millrace.source.postgres.split.StreamSplit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
 * checkpoint are taken at different moments.
 */
final class PostgresEnumerator implements SplitEnumerator<PostgresSplit, EnumeratorState> {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresEnumerator.class);

  /** The reader that is given the log when no reader has it. */
  private static final int LOG_READER = 0;

  private final SplitEnumeratorContext<PostgresSplit> context;
  private final PostgresSourceOptions options;
  private final Preparation preparation;

  private EnumeratorState beginning;
  private Phase phase;
  private final Deque<ChunkSplit> waiting = new ArrayDeque<>();
  private final Set<Integer> given = new HashSet<>();
  private final Set<Integer> askers = new LinkedHashSet<>();
  private final Set<Integer> delivered = new HashSet<>();
  private StreamSplit log;

  PostgresEnumerator(
      SplitEnumeratorContext<PostgresSplit> context,
      PostgresSourceOptions options,
      List<SourceScan> scans,
      EnumeratorState state) {
    this.context = context;
    this.options = options;
    this.preparation = new Preparation(options, scans);
    take(state);
  }

  private void take(EnumeratorState state) {
    beginning = state;
    phase = state.phase();
    waiting.addAll(state.waiting());
    given.addAll(state.given());
    log = state.log();
  }

  @Override
  public void start() {
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
    Set<Integer> asked = new LinkedHashSet<>(askers);
    askers.clear();
    asked.forEach(reader -> handleSplitRequest(reader, null));
    deliverIfRead();
  }

  @Override
  public void handleSplitRequest(int reader, @Nullable String host) {
    if (phase == Phase.PREPARING) {
      askers.add(reader);
    } else if (phase == Phase.READING && !waiting.isEmpty() && isHere(reader)) {
      ChunkSplit chunk = waiting.remove();
      given.add(chunk.number());
      context.assignSplit(chunk, reader);
    }
  }

  private boolean isHere(int reader) {
    return context.registeredReaders().containsKey(reader);
  }

  @Override
  public void handleSourceEvent(int reader, SourceEvent event) {
    if (event instanceof Signal.ChunkRead read) {
      given.remove(read.number());
      context.sendEventToSourceReader(reader, new Signal.ChunkNoted(read.number()));
      deliverIfRead();
    } else if (event instanceof Signal.SnapshotDelivered) {
      delivered.add(reader);
      followIfDelivered();
    } else {
      throw new IllegalStateException("Unexpected event " + event);
    }
  }

  private void deliverIfRead() {
    if (phase == Phase.READING && waiting.isEmpty() && given.isEmpty()) {
      phase = Phase.DELIVERING;
      LOG.info("All chunks have been read");
      context.registeredReaders().keySet().forEach(this::askToDeliver);
    }
  }

  private void askToDeliver(int reader) {
    context.sendEventToSourceReader(reader, new Signal.SnapshotRead(reader == LOG_READER));
  }

  private void followIfDelivered() {
    if (phase == Phase.DELIVERING && delivered.size() == context.currentParallelism()) {
      boolean anything = options.snapshot() != SnapshotMode.NEVER;
      context.callAsync(
          () -> anything ? preparation.endOfSnapshot() : beginning.slotAt(), this::follow);
    }
  }

  /**
   * @param end the log's end, behind everything that was read
   */
  private void follow(Long end, Throwable failure) {
    rethrow(failure);
    if (phase != Phase.DELIVERING) {
      return;
    }
    phase = Phase.FOLLOWING;
    LOG.info("Consistent from {} on", Position.lsn(end));
    log =
        new StreamSplit(
            beginning.server(),
            Change.SNAPSHOT_DELIVERED,
            beginning.slotAt(),
            new Position(beginning.slotAt(), 0),
            options.snapshot() == SnapshotMode.NEVER ? Long.MAX_VALUE : end,
            end,
            options.snapshot() == SnapshotMode.ONLY);
    context.registeredReaders().keySet().forEach(this::tellToFollow);
  }

  private void tellToFollow(int reader) {
    if (log != null && reader == LOG_READER) {
      context.assignSplit(log, reader);
      log = null;
    } else {
      context.sendEventToSourceReader(reader, new Signal.LogFollowed());
    }
    if (options.snapshot() == SnapshotMode.ONLY) {
      context.signalNoMoreSplits(reader);
    }
  }

  @Override
  public void addReader(int reader) {
    if (phase == Phase.DELIVERING) {
      askToDeliver(reader);
    } else if (phase == Phase.FOLLOWING) {
      tellToFollow(reader);
    }
  }

  @Override
  public void addSplitsBack(List<PostgresSplit> splits, int reader) {
    delivered.remove(reader);
    askers.remove(reader);
    for (PostgresSplit split : splits) {
      if (split instanceof ChunkSplit chunk) {
        given.remove(chunk.number());
        waiting.addFirst(chunk);
      } else {
        log = (StreamSplit) split;
      }
    }
  }

  @Override
  public EnumeratorState snapshotState(long checkpoint) {
    return new EnumeratorState(
        phase,
        beginning.server(),
        beginning.slotAt(),
        List.copyOf(waiting),
        Set.copyOf(given),
        log);
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
