package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.RowLayout;
import io.millrace.change.RowWriter;
import io.millrace.source.SourceScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Does with a tape what the step behind the source does, and checks on the way what the source
 * promises of the order.
 */
final class Replay {

  private record Version(Position position, Row row) {}

  private final List<SourceScan> scans;
  private final List<Map<Key, Version>> tables = new ArrayList<>();
  private long watermark = Long.MIN_VALUE;
  private Position last = Position.NONE;
  private Commit commit;

  private Replay(List<SourceScan> scans) {
    this.scans = scans;
    scans.forEach(scan -> tables.add(new HashMap<>()));
  }

  static Replay of(List<Object> tape, List<SourceScan> scans) {
    Replay replay = new Replay(scans);
    tape.forEach(replay::take);
    return replay;
  }

  private void take(Object event) {
    if (event instanceof Long next) {
      assertThat(next).isGreaterThan(watermark);
      if (next != Change.SNAPSHOT_DELIVERED && next != Long.MAX_VALUE && commit != null) {
        assertThat(next).isEqualTo(commit.lsn());
      }
      watermark = next;
    } else if (event instanceof Commit next) {
      assertThat(commit == null || next.timeMicros() >= commit.timeMicros()).isTrue();
      commit = next;
    } else {
      apply((Change) event);
    }
  }

  private void apply(Change change) {
    assertThat(change.since()).isEqualTo(watermark);
    Map<Key, Version> table = tables.get(change.table());
    Version before = table.get(change.key());
    if (change.kind() == Change.Kind.READ) {
      assertThat(watermark).isEqualTo(Long.MIN_VALUE);
    } else {
      assertThat(change.position().compareTo(last)).as("no change twice, none late").isPositive();
      assertThat(change.position().commit()).isGreaterThan(watermark);
      last = change.position();
    }
    if (before != null && before.position().compareTo(change.position()) >= 0) {
      return;
    }
    Row row = change.kind() == Change.Kind.DELETE ? null : complete(change, before);
    table.put(change.key(), new Version(change.position(), row));
  }

  /** Unchanged values from the row before. */
  private Row complete(Change change, Version before) {
    RowLayout layout = scans.get(change.table()).layout();
    RowCursor now = new RowCursor(layout).reset(change.row());
    RowCursor old = before == null || before.row() == null ? null : new RowCursor(layout);
    if (old != null) {
      old.reset(before.row());
    }
    RowWriter writer = new RowWriter();
    while (now.next()) {
      if (old != null) {
        old.next();
      }
      if (now.flag() == Row.UNCHANGED) {
        assertThat(old).as("an unchanged value of a row that is not known").isNotNull();
        writer.copyColumn(old);
      } else {
        writer.copyColumn(now);
      }
    }
    return writer.toRow();
  }

  /** A table's rows as text, columns joined by {@code |}, sorted. */
  TreeSet<String> rows(int table) {
    TreeSet<String> rows = new TreeSet<>();
    RowCursor cursor = new RowCursor(scans.get(table).layout());
    for (Version version : tables.get(table).values()) {
      if (version.row() != null) {
        rows.add(text(cursor.reset(version.row())));
      }
    }
    return rows;
  }

  static String text(RowCursor cursor) {
    List<String> values = new ArrayList<>();
    while (cursor.next()) {
      values.add(String.valueOf(cursor.value()));
    }
    return String.join("|", values);
  }
}
