package io.millrace.proof.history;

import io.millrace.change.TableId;
import io.millrace.proof.simulator.Feed;
import io.millrace.query.Plan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Stands where Postgres and its source do: chunks of tables read in any order by all subtasks, each
 * at the moment it is read; then one of them follows the log from the slot on. Transactions go on
 * committing meanwhile.
 */
public final class PostgresModel implements Feed.Source {

  /** A part of a table, by the hash of its key. */
  record Chunk(int number, int table, int part, int parts) {

    boolean has(List<Object> key) {
      return Math.floorMod(key.hashCode() >> 3, parts) == part;
    }
  }

  /** What is kept of one subtask's work. */
  record FeedState(Set<Integer> finished, LogState log) {}

  final History history;
  final Random random;
  final SourceFlaw flaw;
  final ChangeWriter[] writers;
  private final List<Chunk> chunks = new ArrayList<>();

  /** How many transactions have committed. */
  int committed;

  /** Up to which transaction values may be read that are younger than their change. */
  private int quiet;

  private int attempts;

  /** How many transactions had committed when the slot was made. */
  private int slot;

  private List<PostgresFeed> feeds = List.of();
  private List<Chunk> unread = new ArrayList<>();
  private boolean followed;

  /**
   * Draws how late a restored reader without the log says that it holds nothing back; its barrier
   * may come before. Null: at once, and its barrier waits.
   */
  final Random delays;

  /** Whether one has, since the source was opened. */
  boolean overtaken;

  public PostgresModel(History history, Plan plan, SourceFlaw flaw, Random random, Random delays) {
    this.flaw = flaw;
    this.delays = delays;
    this.history = history;
    this.random = random;
    List<Table> tables = history.schema().tables();
    this.writers = new ChangeWriter[tables.size()];
    List<TableId> scanned = plan.scans().stream().map(scan -> scan.table().id()).toList();
    for (int table = 0; table < tables.size(); table++) {
      int scan = scanned.indexOf(new TableId("public", tables.get(table).name()));
      if (scan >= 0) {
        writers[table] = new ChangeWriter(scan, plan.scans().get(scan), tables.get(table), flaw);
        int parts = 1 + random.nextInt(3);
        for (int part = 0; part < parts; part++) {
          chunks.add(new Chunk(chunks.size(), table, part, parts));
        }
      }
    }
  }

  /** A transaction commits, if any is left. */
  public void commitOne() {
    committed = Math.min(committed + 1, history.size());
  }

  /** Whether a barrier has overtaken the end of a reader since the source was opened. */
  public boolean hasOvertakingBarrier() {
    return overtaken;
  }

  public boolean isOver() {
    return committed == history.size();
  }

  /** Position up to which what the source gave in two attempts may differ. */
  public long quietUntil() {
    return attempts < 2 ? Long.MIN_VALUE : history.end(quiet);
  }

  /** Of the slot's creation: above all that was given before it. */
  long slotPosition() {
    return history.end(slot);
  }

  /** A value is read from a table now. */
  void reads() {
    quiet = Math.max(quiet, committed);
  }

  @Override
  public List<? extends Feed> open(int parallelism, List<Object> states) {
    attempts++;
    overtaken = false;
    slot = states.isEmpty() ? committed : slot;
    Set<Integer> finished = new HashSet<>();
    LogState restored = null;
    for (Object state : states) {
      FeedState feed = (FeedState) state;
      finished.addAll(feed.finished());
      restored = feed.log() == null ? restored : feed.log();
    }
    followed = false;
    unread = new ArrayList<>(chunks);
    unread.removeIf(chunk -> finished.contains(chunk.number()));
    Collections.shuffle(unread, random);
    feeds = new ArrayList<>();
    for (int i = 0; i < parallelism; i++) {
      feeds.add(new PostgresFeed(this, i == 0 ? finished : Set.of(), i == 0));
    }
    if (restored != null) {
      feeds.subList(1, parallelism).forEach(PostgresFeed::holdNothingBack);
      feeds.get(0).follow(restored, true);
    }
    return feeds;
  }

  /** The next chunk to read; null when none is left. */
  Chunk nextChunk() {
    return unread.isEmpty() ? null : unread.remove(unread.size() - 1);
  }

  boolean hasChunks() {
    return !unread.isEmpty();
  }

  /** Whether every chunk has been read to its end. */
  boolean snapshotIsRead() {
    return unread.isEmpty() && feeds.stream().allMatch(PostgresFeed::isBetweenChunks);
  }

  /** A subtask has said that the snapshot is delivered; after the last of them the log begins. */
  void delivered() {
    if (!followed && feeds.stream().allMatch(PostgresFeed::hasDelivered)) {
      followed = true;
      reads();
      feeds.get(0).follow(LogState.begin(slot, committed), false);
    }
  }

  /** A chunk's rows as they are now. */
  List<Object[]> rows(Chunk chunk) {
    reads();
    List<Object[]> rows = new ArrayList<>();
    Map<List<Object>, Object[]> table = history.after(committed).tables().get(chunk.table());
    table.forEach(
        (key, row) -> {
          if (chunk.has(key)) {
            rows.add(row);
          }
        });
    return rows;
  }
}
