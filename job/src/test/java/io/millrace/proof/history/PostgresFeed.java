package io.millrace.proof.history;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.KeyGroups;
import io.millrace.change.Position;
import io.millrace.proof.history.PostgresModel.Chunk;
import io.millrace.proof.history.PostgresModel.FeedState;
import io.millrace.proof.simulator.Feed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One subtask of the source: reads chunks, then perhaps follows the log. */
final class PostgresFeed implements Feed {

  private static final int MOST_TURNS_UNTIL_END = 100;

  private final PostgresModel postgres;
  private final boolean followsLog;
  private final Set<Integer> finished;
  private Chunk chunk;
  private List<Object[]> rows;
  private int row;
  private boolean delivered;
  private boolean saysEnd;
  private int turnsUntilEnd;
  private LogState log;
  private boolean saysWatermark;
  private boolean triggered;
  private LogState assigned;

  /**
   * @param followsLog whether the log is going to be this subtask's
   */
  PostgresFeed(PostgresModel postgres, Set<Integer> finished, boolean followsLog) {
    this.postgres = postgres;
    this.finished = new HashSet<>(finished);
    this.followsLog = followsLog;
  }

  boolean isBetweenChunks() {
    return chunk == null;
  }

  boolean hasDelivered() {
    return delivered;
  }

  /** The source is restored, and the log is another's. */
  void holdNothingBack() {
    delivered = true;
    saysEnd = true;
    turnsUntilEnd = postgres.delays == null ? 0 : postgres.delays.nextInt(MOST_TURNS_UNTIL_END);
  }

  /**
   * @param again whether the source is restored: then it first says the watermark it had
   */
  void follow(LogState from, boolean again) {
    saysWatermark = again;
    boolean skips = postgres.flaw == SourceFlaw.REST_OF_A_TRANSACTION_SKIPPED;
    if (again && skips && from.changes() > 0) {
      log = from.nextTransaction();
      return;
    }
    if (triggered) {
      assigned = from;
    } else {
      log = from;
    }
  }

  @Override
  public void triggered() {
    triggered = true;
  }

  /**
   * In Flink nothing keeps a barrier back. With {@link PostgresModel#delays} neither here: a
   * restored reader that does not have the log may send its barrier before it says so.
   */
  @Override
  public boolean holdsBarrier() {
    return saysEnd && postgres.delays == null;
  }

  @Override
  public Object state() {
    triggered = false;
    postgres.overtaken |= saysEnd;
    FeedState state = new FeedState(Set.copyOf(finished), log);
    if (assigned != null) {
      log = assigned;
      assigned = null;
    }
    return state;
  }

  @Override
  public boolean isReady() {
    if (log != null) {
      return saysWatermark || isBehind() || mayMark();
    }
    if (delivered) {
      return saysEnd && turnsUntilEnd-- <= 0;
    }
    return chunk != null || postgres.hasChunks() && !triggered || postgres.snapshotIsRead();
  }

  @Override
  public void step(Outlet out) {
    if (log != null) {
      stepLog(out);
    } else if (delivered) {
      saysEnd = false;
      out.watermark(Long.MAX_VALUE);
    } else if (chunk != null) {
      stepChunk(out);
    } else {
      chunk = triggered ? null : postgres.nextChunk();
      if (chunk != null) {
        rows = postgres.rows(chunk);
        row = 0;
        stepChunk(out);
      } else {
        delivered = true;
        out.watermark(followsLog ? Change.SNAPSHOT_DELIVERED : Long.MAX_VALUE);
        postgres.delivered();
      }
    }
  }

  private void stepChunk(Outlet out) {
    if (row < rows.size()) {
      out.record(postgres.writers[chunk.table()].read(postgres.slotPosition(), rows.get(row++)));
    }
    if (row == rows.size()) {
      finished.add(chunk.number());
      chunk = null;
    }
  }

  private boolean isBehind() {
    return log.transactions() < postgres.committed;
  }

  private boolean mayMark() {
    if (postgres.flaw == SourceFlaw.COMMITS_BEFORE_CONSISTENT && log.transactions() > 0) {
      return log.changes() == 0 && postgres.history.end(log.transactions()) > log.watermark();
    }
    return log.changes() == 0
        && log.transactions() >= log.quietUntil()
        && postgres.history.end(log.transactions()) > log.watermark();
  }

  private void stepLog(Outlet out) {
    if (saysWatermark) {
      saysWatermark = false;
      out.watermark(log.watermark());
    } else if (marksHere()) {
      mark(postgres.history.end(log.transactions()), out);
    } else if (isBehind()) {
      stepTransaction(out);
    }
  }

  private boolean marksHere() {
    boolean chance = !isBehind() || postgres.random.nextInt(3) == 0;
    return chance && mayMark();
  }

  private void mark(long end, Outlet out) {
    out.record(new Commit(end, end));
    out.watermark(end);
    log = log.withWatermark(end);
  }

  private void stepTransaction(Outlet out) {
    Transaction transaction = postgres.history.transactions().get(log.transactions());
    if (log.changes() < transaction.changes().size()) {
      RowChanged changed = transaction.changes().get(log.changes());
      ChangeWriter writer = postgres.writers[changed.table()];
      if (writer != null && changed.isTruncate()) {
        truncate(transaction.position(), 2L * log.changes(), writer, out);
      } else if (writer != null) {
        give(changed, transaction.position(), 2L * log.changes(), writer, out);
      }
      log = log.nextChange();
      boolean tooEarly =
          postgres.flaw == SourceFlaw.WATERMARK_INSIDE_A_TRANSACTION
              && log.changes() < transaction.changes().size()
              && log.transactions() >= log.quietUntil()
              && transaction.end() > log.watermark();
      if (tooEarly) {
        mark(transaction.end(), out);
      }
    }
    if (log.changes() >= transaction.changes().size()) {
      log = log.nextTransaction();
    }
  }

  /** To every key group, with no barrier in between: the reader emits a batch whole. */
  private void truncate(long commit, long ordinal, ChangeWriter writer, Outlet out) {
    boolean early = postgres.flaw == SourceFlaw.TRUNCATE_AT_THE_START_OF_ITS_TRANSACTION;
    Position position = new Position(commit, early ? 0 : ordinal);
    int groups =
        postgres.flaw == SourceFlaw.TRUNCATE_TO_ONE_KEY_GROUP
            ? 1
            : postgres.flaw == SourceFlaw.TRUNCATE_IGNORED ? 0 : KeyGroups.COUNT;
    for (int group = 0; group < groups; group++) {
      out.record(writer.truncated(position, log.watermark(), group));
    }
  }

  private void give(
      RowChanged changed, long commit, long ordinal, ChangeWriter writer, Outlet out) {
    Object[] before = changed.before();
    Object[] after = changed.after();
    Position position =
        postgres.flaw == SourceFlaw.ONE_POSITION_FOR_A_TRANSACTION
            ? new Position(commit, 0)
            : new Position(commit, ordinal);
    Table table = postgres.history.schema().tables().get(changed.table());
    if (after == null) {
      out.record(writer.delete(position, log.watermark(), before));
      return;
    }
    if (before == null || table.key(before).equals(table.key(after))) {
      boolean fill = writer.leavesOut(before, after) && log.transactions() < log.snapshotEnd();
      out.record(
          writer.upsert(
              position,
              log.watermark(),
              fill ? filled(changed, writer) : writer.row(after, before)));
      return;
    }
    Position second = new Position(commit, ordinal + 1);
    if (postgres.flaw != SourceFlaw.KEY_CHANGE_WITHOUT_DELETE) {
      out.record(writer.delete(position, log.watermark(), before));
    }
    boolean fill = writer.leavesOut(before, after);
    out.record(
        writer.upsert(
            second, log.watermark(), fill ? filled(changed, writer) : writer.row(after, null)));
  }

  /** Nobody downstream has the value: it is read from the table as it is now. */
  private io.millrace.change.Row filled(RowChanged changed, ChangeWriter writer) {
    Table table = postgres.history.schema().tables().get(changed.table());
    Object[] found =
        postgres.history.after(postgres.committed).row(changed.table(), table.key(changed.after()));
    postgres.reads();
    log = log.quietUntil(postgres.committed);
    return writer.filled(changed.after(), changed.before(), found);
  }
}
