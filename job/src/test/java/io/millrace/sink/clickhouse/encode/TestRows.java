package io.millrace.sink.clickhouse.encode;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import io.millrace.change.KeyEncoder;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowLayout;
import io.millrace.change.RowWriter;
import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.client.CompressedBlocks;
import java.util.Optional;

/** Rows of a small order table: {@code id, name, created_at}. */
public final class TestRows {

  public static final RowLayout LAYOUT =
      RowLayout.of(
          new Column("id", ColumnType.of(Kind.INT64), false),
          new Column("name", ColumnType.of(Kind.STRING), true),
          new Column("created_at", ColumnType.of(Kind.TIMESTAMP), true));

  public static final long MONTH_MICROS = 32L * 86_400 * 1_000_000;

  private TestRows() {}

  public static ClickHouseTarget target(String table) {
    return new ClickHouseTarget(table, LAYOUT, new int[] {0}, Optional.empty(), Optional.empty());
  }

  /** Partitioned by a column that can change, and be NULL. */
  public static ClickHouseTarget partitioned(String table) {
    return new ClickHouseTarget(
        table, LAYOUT, new int[] {0}, Optional.of("toYYYYMM(created_at)"), Optional.empty());
  }

  /** Sorted by a column that can change, and be NULL. */
  public static ClickHouseTarget sorted(String table) {
    return new ClickHouseTarget(
        table, LAYOUT, new int[] {0}, Optional.empty(), Optional.of("created_at, id"));
  }

  /**
   * @param month after January 1970; null: NULL
   */
  public static TargetChange upsert(long commit, long ordinal, long id, String name, Long month) {
    RowWriter writer = new RowWriter().reset().writeInt64(id);
    if (name == null) {
      writer.writeNull();
    } else {
      writer.writeString(name);
    }
    if (month == null) {
      writer.writeNull();
    } else {
      writer.writeInt64(month * MONTH_MICROS);
    }
    return change(commit, ordinal, false, writer.toRow());
  }

  public static TargetChange delete(long commit, long ordinal, long id) {
    return change(
        commit,
        ordinal,
        true,
        new RowWriter().reset().writeInt64(id).writeNull().writeNull().toRow());
  }

  private static TargetChange change(long commit, long ordinal, boolean deleted, Row row) {
    return new TargetChange(
        new Position(commit, ordinal), new KeyEncoder(LAYOUT, 0).encode(row), deleted, row);
  }

  /** As an encoder without placement would give it. */
  public static RowBatch batch(PreparedTarget target, TargetChange... changes) {
    RowEncoder encoder = new RowEncoder(target, Places.layout(target));
    Bytes bytes = new Bytes(64);
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (TargetChange change : changes) {
      if (change.deleted()) {
        encoder.tombstone(change, null, false, bytes);
      } else {
        encoder.live(change, bytes);
      }
      first = Math.min(first, change.position().commit());
      last = Math.max(last, change.position().commit());
    }
    byte[] block = new CompressedBlocks().compress(bytes.array(), bytes.size());
    return new RowBatch(target.table(), changes.length, bytes.size(), first, last, block);
  }
}
