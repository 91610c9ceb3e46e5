package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.Key;
import io.millrace.change.KeyGroups;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.RowLayout;
import io.millrace.change.RowWriter;
import io.millrace.source.SourceScan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Does with a tape what the step behind the source does, and checks on the way what the source
 * promises of the order.
 */
final class Replay {

  private record Version(Position position, Row row) {}

  private final List<SourceScan> scans;
  private final List<Map<Key, Version>> tables = new ArrayList<>();
  private long watermark = Long.MIN_VALUE;

  /**
   * Of the log, and come before another reader's end of the snapshot: that is on a channel of its
   * own. They wait, as they do in the step behind the source.
   */
  private final List<Change> early = new ArrayList<>();

  private Position last = Position.NONE;
  private Commit commit;
  private int groupsEmptied;

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
      // The same again after a restore: watermarks are not in the state of what is downstream.
      assertThat(next).isGreaterThanOrEqualTo(watermark);
      if (watermark == Long.MIN_VALUE) {
        takeEarly(next);
        return;
      }
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

  private void takeEarly(long next) {
    for (Change change : early) {
      assertThat(change.since())
          .isGreaterThanOrEqualTo(Math.max(watermark, Change.SNAPSHOT_DELIVERED));
      watermark = change.since();
      apply(change);
    }
    early.clear();
    assertThat(next).isGreaterThanOrEqualTo(watermark);
    watermark = next;
  }

  private void apply(Change change) {
    if (watermark == Long.MIN_VALUE && change.since() != Long.MIN_VALUE) {
      early.add(change);
      return;
    }
    assertThat(change.since()).isEqualTo(watermark);
    Map<Key, Version> table = tables.get(change.table());
    if (change.kind() == Change.Kind.TRUNCATE) {
      truncate(change, table);
      return;
    }
    Version before = table.get(change.key());
    if (change.since() == Long.MIN_VALUE) {
      assertThat(change.kind()).isIn(Change.Kind.READ, Change.Kind.DELETE);
    } else {
      assertThat(change.kind()).isNotEqualTo(Change.Kind.READ);
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

  /** All records of one TRUNCATE have its position, and come group by group. */
  private void truncate(Change change, Map<Key, Version> table) {
    int group = KeyGroups.of(change.key());
    assertThat(group).as("group of a TRUNCATE").isEqualTo(groupsEmptied++);
    if (group == 0) {
      assertThat(change.position().compareTo(last)).isPositive();
      assertThat(change.position().commit()).isGreaterThan(watermark);
      last = change.position();
    }
    assertThat(change.position()).isEqualTo(last);
    groupsEmptied %= KeyGroups.COUNT;
    table.replaceAll(
        (key, version) ->
            KeyGroups.of(key) == group && change.position().isAfter(version.position())
                ? new Version(change.position(), null)
                : version);
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

  /** A table's rows as text, its own columns joined by {@code |}, sorted. */
  List<String> rows(int table) {
    SourceScan scan = scans.get(table);
    List<String> rows = new ArrayList<>();
    RowCursor cursor = new RowCursor(scan.layout());
    for (Version version : tables.get(table).values()) {
      if (version.row() != null) {
        List<String> values = values(cursor.reset(version.row()));
        rows.add(String.join("|", values.subList(0, scan.ownColumns())));
      }
    }
    rows.sort(null);
    return rows;
  }

  /** Compares a table with the database, both ways; names some of the rows that differ. */
  void assertSame(int table, TestPostgres.Database database) throws SQLException {
    SourceScan scan = scans.get(table);
    StringJoiner columns = new StringJoiner(", ");
    for (int i = 0; i < scan.ownColumns(); i++) {
      columns.add("coalesce(" + scan.columnName(i) + "::text, 'null')");
    }
    String lines =
        database.ask(
            "SELECT string_agg(concat_ws('|', %s), E'\\n') FROM %s"
                .formatted(columns, scan.table()));
    Map<String, Integer> missing = new TreeMap<>();
    (lines == null ? List.<String>of() : lines.lines().toList())
        .forEach(row -> missing.merge(row, 1, Integer::sum));
    rows(table).forEach(row -> missing.merge(row, -1, Integer::sum));
    missing.values().removeIf(count -> count == 0);
    assertThat(brief(missing))
        .as("rows missing (1 and more) or too many (-1 and less) in %s", scan.table())
        .isEmpty();
  }

  private static List<String> brief(Map<String, Integer> rows) {
    return rows.entrySet().stream()
        .limit(20)
        .map(row -> row.getKey().replaceAll("(.)\\1{9,}", "$1…") + " × " + row.getValue())
        .toList();
  }

  static String text(RowCursor cursor) {
    return String.join("|", values(cursor));
  }

  private static List<String> values(RowCursor cursor) {
    List<String> values = new ArrayList<>();
    while (cursor.next()) {
      values.add(String.valueOf(cursor.value()));
    }
    return values;
  }
}
