package io.millrace.source.postgres;

import io.millrace.source.SourceScan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.flink.metrics.MetricGroup;

/**
 * How far each table's snapshot has come, over all readers and restarts: metrics of the job's
 * coordinator. Written by the coordinator's thread, read by any.
 */
final class SnapshotProgress {

  /**
   * Of one table.
   *
   * @param chunks in all
   * @param rows of chunks that have been read; a chunk read again after a failure counts again
   * @param bytes of those rows, as Postgres gave them
   * @param rowsEstimate what Postgres's statistics say of the whole table
   */
  record Table(int chunks, long rows, long bytes, long rowsEstimate) {
    static final Table UNKNOWN = new Table(0, 0, 0, 0);
  }

  private final AtomicIntegerArray left;
  private volatile List<Table> tables;

  SnapshotProgress(int count) {
    left = new AtomicIntegerArray(count);
    tables = java.util.Collections.nCopies(count, Table.UNKNOWN);
  }

  /** One gauge of each kind for each table. */
  void register(MetricGroup group, List<SourceScan> scans) {
    for (int i = 0; i < scans.size(); i++) {
      int table = i;
      MetricGroup ofTable = group.addGroup("table", scans.get(i).table().toString());
      ofTable.gauge("snapshotChunks", () -> tables.get(table).chunks());
      ofTable.gauge("snapshotChunksRead", () -> chunksRead(table));
      ofTable.gauge("snapshotRows", () -> tables.get(table).rows());
      ofTable.gauge("snapshotBytes", () -> tables.get(table).bytes());
      ofTable.gauge("snapshotRowsEstimate", () -> tables.get(table).rowsEstimate());
    }
  }

  /** Savepoints of formats 1 and 2 say nothing: then it stays unknown. */
  void take(List<Table> restored) {
    if (!restored.isEmpty()) {
      tables = List.copyOf(restored);
    }
  }

  List<Table> tables() {
    return tables;
  }

  int chunksRead(int table) {
    return Math.max(0, tables.get(table).chunks() - left.get(table));
  }

  /** Chunks that have not been read are more, or fewer, by so many. */
  void left(int table, int more) {
    if (table >= 0) {
      left.addAndGet(table, more);
    }
  }

  /** A part of the table was cut into more chunks than before, or fewer. */
  void cut(int table, int more) {
    Table was = tables.get(table);
    set(table, new Table(was.chunks() + more, was.rows(), was.bytes(), was.rowsEstimate()));
  }

  void read(int table, long rows, long bytes) {
    Table was = tables.get(table);
    set(table, new Table(was.chunks(), was.rows() + rows, was.bytes() + bytes, was.rowsEstimate()));
  }

  private void set(int table, Table now) {
    List<Table> changed = new ArrayList<>(tables);
    changed.set(table, now);
    tables = List.copyOf(changed);
  }
}
