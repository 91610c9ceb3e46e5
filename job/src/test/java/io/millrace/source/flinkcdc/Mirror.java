package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.Key;
import io.millrace.change.LogEvent;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.source.SourceScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tables kept from a tape, as simply as can be; checks the contract of {@link Change} on the way.
 */
final class Mirror {

  private record Stored(Position position, List<Object> values) {}

  private final List<SourceScan> scans;
  private final List<Map<Key, Stored>> rows = new ArrayList<>();
  private final Map<Integer, List<List<Object>>> slice = new HashMap<>();
  private final Set<Object> seen = new HashSet<>();
  private long watermark = Long.MIN_VALUE;
  private long commit;
  private Position last = Position.NONE;
  private int repeated;

  Mirror(List<SourceScan> scans) {
    this.scans = scans;
    scans.forEach(scan -> rows.add(new HashMap<>()));
  }

  /**
   * @param atWatermark called with the tables as of each watermark that is a commit
   */
  Mirror play(Tape tape, Consumer<Mirror> atWatermark) {
    for (LogEvent event : tape.events()) {
      if (event instanceof Change change) {
        apply(change);
      } else if (!Tape.isWatermark(event)) {
        commit = ((Commit) event).lsn();
      } else {
        pass(((Commit) event).lsn(), atWatermark);
      }
    }
    return this;
  }

  Mirror play(Tape tape) {
    return play(tape, mirror -> {});
  }

  private void pass(long next, Consumer<Mirror> atWatermark) {
    assertThat(next).isGreaterThanOrEqualTo(watermark);
    if (next == watermark) {
      repeated++;
      return;
    }
    assertThat(next == 0 || last.commit() <= next)
        .as("change %s given before watermark %s", last, Position.lsn(next))
        .isTrue();
    watermark = next;
    if (next > 0) {
      assertThat(commit).isEqualTo(next);
      atWatermark.accept(this);
      slice.clear();
    }
  }

  private void apply(Change change) {
    assertThat(change.since()).isEqualTo(watermark);
    if (change.kind() == Change.Kind.READ) {
      assertThat(watermark).isEqualTo(Long.MIN_VALUE);
    } else {
      assertThat(watermark).isGreaterThanOrEqualTo(0);
      assertThat(change.position().commit()).isGreaterThan(watermark);
      assertThat(seen.add(change.position())).as("given once").isTrue();
    }
    last = Position.max(last, change.position());
    Stored before = rows.get(change.table()).get(change.key());
    if (before != null && !change.position().isAfter(before.position)) {
      assertThat(change.kind()).isEqualTo(Change.Kind.READ);
      return;
    }
    List<Object> values = change.kind() == Change.Kind.DELETE ? null : values(change, before);
    rows.get(change.table()).put(change.key(), new Stored(change.position(), values));
    if (values != null && change.kind() != Change.Kind.READ) {
      slice.computeIfAbsent(change.table(), table -> new ArrayList<>()).add(values);
    }
  }

  private List<Object> values(Change change, Stored before) {
    RowCursor cursor = new RowCursor(scans.get(change.table()).layout()).reset(change.row());
    List<Object> values = new ArrayList<>();
    while (cursor.next()) {
      values.add(
          cursor.flag() == Row.UNCHANGED
              ? before.values.get(cursor.column())
              : cursor.value() instanceof byte[] bytes ? hex(bytes) : cursor.value());
    }
    return values;
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  long watermark() {
    return watermark;
  }

  /** How often a watermark came again: idle, or after a restore. */
  int repeated() {
    return repeated;
  }

  /** The rows of a table that are there, in no order. */
  List<List<Object>> table(int table) {
    return rows.get(table).values().stream()
        .filter(stored -> stored.values != null)
        .map(stored -> stored.values)
        .toList();
  }

  /** The rows that were written since the watermark before. */
  List<List<Object>> slice(int table) {
    return slice.getOrDefault(table, List.of());
  }
}
