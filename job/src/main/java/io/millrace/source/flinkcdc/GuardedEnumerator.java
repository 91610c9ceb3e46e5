package io.millrace.source.flinkcdc;

import io.millrace.source.SourceRefusedException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.cdc.connectors.base.source.assigner.state.HybridPendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's enumerator behind a guard. Left alone it would make a missing slot anew, from
 * where the log ends by then, and so leave out what happened since without a word. The guard comes
 * first: a job without state gets its slot here, a job with state must find its own.
 *
 * <p>While the job runs it also puts a message into the log now and then ({@link
 * FlinkCdcOptions#nudgeInterval}), off the coordinator's thread. Runs on the JobManager.
 */
final class GuardedEnumerator implements SplitEnumerator<SourceSplitBase, PendingSplitsState> {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedEnumerator.class);

  private final SplitEnumerator<SourceSplitBase, PendingSplitsState> connector;
  private final SplitEnumeratorContext<SourceSplitBase> context;
  private final FlinkCdcOptions options;
  private final SourceDatabase database;
  private final StartCheck check;
  private final @Nullable PendingSplitsState restored;

  GuardedEnumerator(
      SplitEnumerator<SourceSplitBase, PendingSplitsState> connector,
      SplitEnumeratorContext<SourceSplitBase> context,
      FlinkCdcOptions options,
      SourceDatabase database,
      StartCheck check,
      @Nullable PendingSplitsState restored) {
    this.connector = connector;
    this.context = context;
    this.options = options;
    this.database = database;
    this.check = check;
    this.restored = restored;
  }

  @Override
  public void start() {
    try (Connection connection = database.connect()) {
      check.run(connection);
      if (restored == null) {
        database.slotForFreshStart(connection);
      } else {
        database
            .slot(connection)
            .orElseThrow(() -> Slot.missing(options.slot()))
            .checkUsable(options.database());
      }
      Optional<LogPosition> read = snapshotPosition(restored);
      if (read.isPresent()) {
        database.checkSlot(read.get());
      }
    } catch (SQLException e) {
      throw new FlinkRuntimeException(
          "Source flink-cdc: database " + options.database() + " cannot be asked", e);
    }
    connector.start();
    long millis = options.nudgeInterval().toMillis();
    context.callAsync(this::nudge, GuardedEnumerator::nudged, millis, millis);
  }

  /**
   * Position under which chunks have been read, as long as the log is not being followed: from then
   * on the reader has a later one.
   */
  private static Optional<LogPosition> snapshotPosition(@Nullable PendingSplitsState state) {
    return state instanceof HybridPendingSplitsState hybrid && !hybrid.isStreamSplitAssigned()
        ? hybrid.getSnapshotPendingSplits().getSplitFinishedOffsets().values().stream()
            .map(LogPosition::of)
            .min(Comparator.comparingLong(LogPosition::boundary))
        : Optional.empty();
  }

  private Boolean nudge() throws SQLException {
    database.nudge();
    return true;
  }

  /** Not essential, and a lost database is noticed by the reader. */
  private static void nudged(Boolean done, Throwable problem) {
    if (problem != null) {
      LOG.warn("No message could be put into the log; the slot may stand still.", problem);
    }
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {
    connector.handleSplitRequest(subtask, host);
  }

  @Override
  public void addSplitsBack(List<SourceSplitBase> splits, int subtask) {
    connector.addSplitsBack(splits, subtask);
  }

  @Override
  public void addReader(int subtask) {
    if (context.currentParallelism() != 1) {
      throw new SourceRefusedException(
          "Source flink-cdc: its parallelism is " + context.currentParallelism(),
          "Run it at parallelism 1: the phases of snapshot and log are one reader's to tell apart");
    }
    connector.addReader(subtask);
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    connector.handleSourceEvent(subtask, event);
  }

  @Override
  public PendingSplitsState snapshotState(long checkpointId) throws Exception {
    return connector.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    connector.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    connector.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
