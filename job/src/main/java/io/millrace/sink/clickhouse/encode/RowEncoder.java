package io.millrace.sink.clickhouse.encode;

import io.millrace.change.Column;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.RowLayout;
import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.PreparedTarget;

/**
 * Appends rows to RowBinary: the user's columns, {@code _version}, {@code _is_deleted}. A row's
 * bytes are RowBinary of Nullable columns already, so they are copied in as few pieces as may be;
 * only the flags of columns that are not Nullable drop out. Not thread-safe.
 */
final class RowEncoder {

  private final String table;
  private final RowLayout layout;
  private final ValueCheck[] checks;
  private final boolean[] nullable;
  private final boolean[] inKey;
  private final int[] placementIndex;
  private final RowCursor cursor;
  private final RowCursor placeCursor;

  RowEncoder(PreparedTarget target, RowLayout placement) {
    this.table = target.table();
    this.layout = target.layout();
    int columns = layout.size();
    this.checks = new ValueCheck[columns];
    this.nullable = new boolean[columns];
    this.inKey = new boolean[columns];
    this.placementIndex = new int[columns];
    for (int i = 0; i < columns; i++) {
      checks[i] = new ValueCheck(layout.column(i), target.years());
      nullable[i] = layout.column(i).nullable();
      inKey[i] = target.key().contains(i);
      placementIndex[i] = target.placement().indexOf(i);
    }
    this.cursor = new RowCursor(layout);
    this.placeCursor = new RowCursor(placement);
  }

  /**
   * The row as it is now. Leaves {@code out} as it was when it throws.
   *
   * @throws UnrepresentableValueException if a column cannot hold its value
   */
  void live(TargetChange change, Bytes out) {
    int before = out.size();
    try {
      cursor.reset(change.row());
      int pending = -1;
      while (cursor.next()) {
        requireKnown(change);
        boolean isNull = cursor.isNull();
        int column = cursor.column();
        if (!isNull && !checks[column].passes(cursor)) {
          throw unrepresentable(change, checks[column].reason(), checks[column].remedy());
        }
        if (!nullable[column]) {
          if (isNull) {
            throw unexpectedNull(change);
          }
          if (pending >= 0) {
            out.put(cursor.bytes(), pending, cursor.flagAt());
          }
          pending = cursor.start();
        } else if (pending < 0) {
          pending = cursor.flagAt();
        }
      }
      out.put(change.row().bytes(), pending, change.row().bytes().length);
      version(change.position(), 1, out);
      out.put(0);
    } catch (RuntimeException e) {
      out.truncate(before);
      throw e;
    }
  }

  /**
   * That the row is gone: key and place real, everything else NULL or the type's default.
   *
   * @param place values of the placement columns where the row stood; null: as in the change
   * @param moved the row lives on elsewhere: the version is one below that of the row there
   */
  void tombstone(TargetChange change, Row place, boolean moved, Bytes out) {
    cursor.reset(change.row());
    if (place != null) {
      placeCursor.reset(place);
    }
    while (cursor.next()) {
      int column = cursor.column();
      int inPlace = placementIndex[column];
      if (inPlace >= 0 && place != null) {
        value(placeCursor.seek(inPlace), column, out);
      } else if (inKey[column] || inPlace >= 0) {
        requireKnown(change);
        value(cursor, column, out);
      } else {
        absent(column, out);
      }
    }
    version(change.position(), moved ? 0 : 1, out);
    out.put(1);
  }

  private void value(RowCursor from, int column, Bytes out) {
    if (from.isNull()) {
      absent(column, out);
    } else {
      out.put(from.bytes(), nullable[column] ? from.flagAt() : from.start(), from.end());
    }
  }

  private void absent(int column, Bytes out) {
    if (nullable[column]) {
      out.put(Row.NULL);
    } else {
      int width = layout.column(column).type().width();
      out.putZeros(width < 0 ? 1 : width);
    }
  }

  /** {@code commit << 64 | ordinal * 2 + low}: one version below every row's is its old place's. */
  private static void version(Position position, int low, Bytes out) {
    out.putLong(position.ordinal() * 2 + low);
    out.putLong(position.commit());
  }

  private void requireKnown(TargetChange change) {
    if (cursor.flag() == Row.UNCHANGED) {
      throw new IllegalStateException(
          "table %s, column %s, at %s: an unchanged value reached the sink"
              .formatted(table, column().name(), change.position()));
    }
  }

  private Column column() {
    return layout.column(cursor.column());
  }

  private UnrepresentableValueException unexpectedNull(TargetChange change) {
    return unrepresentable(
        change,
        "NULL in a column that holds none",
        "The plan took it for NOT NULL: plan again after a change of the source table");
  }

  private UnrepresentableValueException unrepresentable(
      TargetChange change, String reason, String remedy) {
    return new UnrepresentableValueException(
        table, column().name(), change.position(), reason, remedy);
  }
}
