package io.millrace.proof.history;

import io.millrace.change.Change;
import io.millrace.change.KeyEncoder;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowLayout;
import io.millrace.change.RowWriter;
import io.millrace.query.TableScan;
import java.util.Arrays;
import java.util.Objects;

/** Writes one table's rows as the source does: the columns that the plan uses. */
final class ChangeWriter {

  private final int index;
  private final Table table;
  private final int[] fields;
  private final SourceFlaw flaw;
  private final boolean[] inKey;
  private final KeyEncoder keys;
  private final RowWriter writer = new RowWriter();

  /**
   * @param index of the table in the plan
   */
  ChangeWriter(int index, TableScan scan, Table table, SourceFlaw flaw) {
    this.flaw = flaw;
    this.index = index;
    this.table = table;
    RowLayout layout = scan.layout();
    this.fields = layout.columns().stream().mapToInt(c -> table.indexOf(c.name())).toArray();
    this.inKey = new boolean[fields.length];
    Arrays.stream(scan.key()).forEach(i -> inKey[i] = true);
    this.keys = new KeyEncoder(layout, scan.key());
  }

  Change read(long slot, Object[] row) {
    Position position =
        flaw == SourceFlaw.SNAPSHOT_BEATS_LOG
            ? new Position(slot + 10_000, 0)
            : new Position(slot, 0);
    return change(Change.Kind.READ, position, Long.MIN_VALUE, row(row, null));
  }

  Change upsert(Position position, long since, Row row) {
    return change(Change.Kind.UPSERT, position, since, row);
  }

  /** With the key only, unless the replica identity is FULL. */
  Change delete(Position position, long since, Object[] row) {
    writer.reset();
    for (int i = 0; i < fields.length; i++) {
      write(i, inKey[i] || table.full() ? row[fields[i]] : null);
    }
    return change(Change.Kind.DELETE, position, since, writer.toRow());
  }

  Change truncated(Position position, long since, int group) {
    return Change.truncated(index, position, since, group);
  }

  private Change change(Change.Kind kind, Position position, long since, Row row) {
    return new Change(index, kind, position, since, keys.encode(row), row);
  }

  /** Whether an update leaves out of the log a value that the row has. */
  boolean leavesOut(Object[] before, Object[] after) {
    for (int field : fields) {
      if (isLeftOut(field, before, after)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLeftOut(int field, Object[] before, Object[] after) {
    return before != null
        && !table.full()
        && table.fields().get(field).toast()
        && after[field] != null
        && Objects.equals(before[field], after[field]);
  }

  /**
   * @param before of an update: values left alone out of line are not repeated; null: all are there
   */
  Row row(Object[] row, Object[] before) {
    writer.reset();
    for (int i = 0; i < fields.length; i++) {
      if (isLeftOut(fields[i], before, row)) {
        if (flaw == SourceFlaw.TOAST_AS_NULL) {
          writer.writeNull();
        } else {
          writer.writeUnchanged();
        }
      } else {
        write(i, row[fields[i]]);
      }
    }
    return writer.toRow();
  }

  /**
   * The row with what was left out read from the table.
   *
   * @param found the row there now; null: it is gone
   */
  Row filled(Object[] row, Object[] before, Object[] found) {
    writer.reset();
    for (int i = 0; i < fields.length; i++) {
      boolean read = isLeftOut(fields[i], before, row);
      write(i, !read ? row[fields[i]] : found == null ? null : found[fields[i]]);
    }
    return writer.toRow();
  }

  private void write(int i, Object value) {
    if (value == null) {
      writer.writeNull();
    } else {
      table.fields().get(fields[i]).type().write(value, writer);
    }
  }
}
