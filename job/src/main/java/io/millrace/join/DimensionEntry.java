package io.millrace.join;

import io.millrace.change.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * What a dimension keeps under one referenced key; immutable.
 *
 * <p>A unique key can be handed on from row to row. Changes of one row come in order; those of two
 * rows may not, and rows that a snapshot read at different moments can both have the key. So every
 * row that says it has the key is kept until it says that it has not: where the log has been
 * applied whole, one at most is left.
 *
 * @param row what is sent: the youngest; null when there has been none, or none that matters any
 *     more
 * @param rivals the others that say they have the key
 * @param subscribers whom to send it to
 */
record DimensionEntry(DimensionRow row, List<DimensionRow> rivals, Subscribers subscribers) {

  static final DimensionEntry EMPTY = new DimensionEntry(null, List.of(), Subscribers.NONE);

  DimensionEntry {
    rivals = List.copyOf(rivals);
  }

  /** With a row that has come to the key, changed, or left it. The row sent only gets younger. */
  DimensionEntry after(DimensionChange change) {
    boolean comes = change.row() != null;
    if (row == null) {
      // Also one that was never here: it came and went, and when it went is the position at which
      // whoever refers to it was last made so.
      return sending(of(change), rivals);
    }
    if (row.owner().equals(change.owner())) {
      return comes || rivals.isEmpty() ? sending(of(change), rivals) : next(change.position());
    }
    List<DimensionRow> others = new ArrayList<>(rivals);
    others.removeIf(rival -> rival.owner().equals(change.owner()));
    if (!comes) {
      return sending(row, others);
    }
    if (row.row() == null) {
      return sending(of(change), others);
    }
    boolean younger = change.position().isAfter(row.position());
    others.add(younger ? row : of(change));
    return sending(younger ? of(change) : row, others);
  }

  /** The row sent has left: the youngest of the others follows. */
  private DimensionEntry next(Position left) {
    List<DimensionRow> others = new ArrayList<>(rivals);
    DimensionRow youngest = others.get(0);
    for (DimensionRow rival : others) {
      youngest = rival.position().isAfter(youngest.position()) ? rival : youngest;
    }
    others.remove(youngest);
    Position position = Position.max(left, youngest.position());
    return sending(new DimensionRow(youngest.owner(), position, youngest.row()), others);
  }

  private DimensionEntry sending(DimensionRow now, List<DimensionRow> others) {
    Position position = row == null ? now.position() : Position.max(row.position(), now.position());
    DimensionRow sent =
        position.equals(now.position()) ? now : new DimensionRow(now.owner(), position, now.row());
    return new DimensionEntry(sent, others, subscribers);
  }

  private static DimensionRow of(DimensionChange change) {
    return new DimensionRow(change.owner(), change.position(), change.row());
  }

  DimensionEntry with(Subscribers changed) {
    return new DimensionEntry(row, rivals, changed);
  }

  /** Roughly, in bytes. */
  int size() {
    int bytes = 64 + 8 * subscribers.size() + size(row);
    for (DimensionRow rival : rivals) {
      bytes += size(rival);
    }
    return bytes;
  }

  private static int size(DimensionRow row) {
    return row == null
        ? 0
        : row.owner().bytes().length + (row.row() == null ? 0 : row.row().bytes().length);
  }
}
