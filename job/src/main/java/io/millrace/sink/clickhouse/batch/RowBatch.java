package io.millrace.sink.clickhouse.batch;

/**
 * Rows of one target, checked and encoded: nothing may change in it any more.
 *
 * @param table the target's name, because numbers change when a pipeline does
 * @param rows how many
 * @param rawBytes of RowBinary, before compression
 * @param firstCommit lowest commit position of its rows
 * @param lastCommit highest commit position of its rows
 * @param block one compressed block of RowBinary (see CompressedBlocks); for reading only
 */
public record RowBatch(
    String table, int rows, int rawBytes, long firstCommit, long lastCommit, byte[] block)
    implements SinkRecord, Written {

  /** Sizes only: values do not belong in logs. */
  @Override
  public String toString() {
    return "RowBatch[" + table + ", " + rows + " rows, " + block.length + " bytes]";
  }
}
