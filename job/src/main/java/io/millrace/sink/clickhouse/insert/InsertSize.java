package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.batch.RowBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds of one insert. It must stay one block on the server (below a million rows and 256 MB
 * there, where a block takes some more room than in RowBinary), to be one part per partition.
 */
public final class InsertSize {

  static final int MOST_ROWS = 500_000;
  static final long MOST_RAW_BYTES = 64L << 20;

  private InsertSize() {}

  /** The batches of one table, in their order, as few inserts as may be. */
  public static List<List<RowBatch>> split(List<RowBatch> batches) {
    List<List<RowBatch>> inserts = new ArrayList<>();
    List<RowBatch> open = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    for (RowBatch batch : batches) {
      boolean full = rows + batch.rows() > MOST_ROWS || bytes + batch.rawBytes() > MOST_RAW_BYTES;
      if (full && !open.isEmpty()) {
        inserts.add(open);
        open = new ArrayList<>();
        rows = 0;
        bytes = 0;
      }
      open.add(batch);
      rows += batch.rows();
      bytes += batch.rawBytes();
    }
    if (!open.isEmpty()) {
      inserts.add(open);
    }
    return inserts;
  }
}
