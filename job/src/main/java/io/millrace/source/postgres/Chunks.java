package io.millrace.source.postgres;

import io.millrace.change.TableId;
import io.millrace.source.postgres.split.ChunkSplit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The enumerator's book of chunks: which wait, which are with readers. For the coordinator's
 * thread.
 *
 * <p>A relation that is rewritten is cut anew as a whole, for nothing tells where the rows that
 * have not been read stand now. Rows that come twice do no harm: both carry the position of the
 * slot, so the second is dropped downstream, and what happened in between is in the log.
 */
final class Chunks {

  /** A chunk that waits, at a reader, for the relation to be cut anew. */
  record Outdated(int number, int reader) {}

  private final Deque<ChunkSplit> waiting = new ArrayDeque<>();

  /** Those with readers, and the table of each. */
  private final Map<Integer, Integer> given = new HashMap<>();

  private final SnapshotProgress progress;
  private int next;

  /** Relations that are being cut anew, and who waits for it. */
  private final Map<TableId, List<Outdated>> cutting = new HashMap<>();

  /** The file that a relation was cut for last, of those cut anew. */
  private final Map<TableId, Long> files = new HashMap<>();

  Chunks(SnapshotProgress progress) {
    this.progress = progress;
  }

  void add(Collection<ChunkSplit> cut) {
    waiting.addAll(cut);
    for (ChunkSplit chunk : cut) {
      seen(chunk.number());
      progress.left(chunk.table(), 1);
    }
  }

  /** What a reader holds and has not read to its end: numbers, with the table of each. */
  void held(Map<Integer, Integer> chunks) {
    chunks.forEach(
        (number, table) -> {
          seen(number);
          if (given.put(number, table) == null) {
            progress.left(table, 1);
          }
        });
  }

  private void seen(int number) {
    next = Math.max(next, number + 1);
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  ChunkSplit give() {
    ChunkSplit chunk = waiting.remove();
    given.put(chunk.number(), chunk.table());
    return chunk;
  }

  void back(ChunkSplit chunk) {
    given.remove(chunk.number());
    waiting.addFirst(chunk);
  }

  /** Returns whether a reader had it, and this has not been said before. */
  boolean done(int number) {
    Integer table = given.remove(number);
    if (table == null) {
      return false;
    }
    progress.left(table, -1);
    return true;
  }

  int givenCount() {
    return given.size();
  }

  boolean allRead() {
    return waiting.isEmpty() && given.isEmpty();
  }

  /** Whether chunks have been cut since that stand for those of this file. */
  boolean isReplaced(TableId relation, long file) {
    Long last = files.get(relation);
    return last != null && last != file;
  }

  /**
   * @return whether the relation is to be cut now; otherwise that is under way
   */
  boolean awaitCut(TableId relation, Outdated outdated) {
    List<Outdated> others = cutting.get(relation);
    cutting.computeIfAbsent(relation, none -> new ArrayList<>()).add(outdated);
    return others == null;
  }

  /**
   * Takes the chunks of a relation that was cut anew, under numbers that are free; returns those
   * they stand for.
   */
  List<Outdated> replace(TableId relation, List<ChunkSplit> cut) {
    int table = cut.get(0).table();
    int before = waiting.size();
    waiting.removeIf(chunk -> chunk.relation().equals(relation));
    int unread = before - waiting.size();
    progress.left(table, -unread);
    int first = next;
    add(cut.stream().map(chunk -> chunk.withNumber(first + chunk.number())).toList());
    files.put(relation, cut.get(0).file());
    List<Outdated> replaced = cutting.remove(relation);
    for (Outdated outdated : replaced) {
      unread += done(outdated.number()) ? 1 : 0;
    }
    progress.cut(table, cut.size() - unread);
    return replaced;
  }

  List<ChunkSplit> waiting() {
    return List.copyOf(waiting);
  }

  Map<Integer, Integer> given() {
    return Map.copyOf(given);
  }
}
