package io.millrace.source.postgres.split;

import io.millrace.change.TableId;

/**
 * A range of a table's blocks. It is read from its beginning again after a failure.
 *
 * @param number unique in the job
 * @param table index of the scan
 * @param relation the table itself, or the partition that holds the rows
 * @param file the relation's file when chunks were cut: when it has another, rows have moved
 * @param fromBlock first block
 * @param toBlock one past the last block; {@link Long#MAX_VALUE}: to the end
 * @param commit the position its rows carry: that of the slot's creation
 * @param finished all its rows have been emitted; kept until the enumerator has heard of it
 * @param rows that it turned out to have, when finished
 * @param bytes of those, as Postgres gave them
 */
public record ChunkSplit(
    int number,
    int table,
    TableId relation,
    long file,
    long fromBlock,
    long toBlock,
    long commit,
    boolean finished,
    long rows,
    long bytes)
    implements PostgresSplit {

  /** A chunk that nobody has read. */
  public ChunkSplit(
      int number,
      int table,
      TableId relation,
      long file,
      long fromBlock,
      long toBlock,
      long commit) {
    this(number, table, relation, file, fromBlock, toBlock, commit, false, 0, 0);
  }

  public ChunkSplit asFinished(long rowsRead, long bytesRead) {
    return new ChunkSplit(
        number, table, relation, file, fromBlock, toBlock, commit, true, rowsRead, bytesRead);
  }

  public ChunkSplit withNumber(int free) {
    return new ChunkSplit(
        free, table, relation, file, fromBlock, toBlock, commit, finished, rows, bytes);
  }

  @Override
  public String splitId() {
    return "chunk-" + number;
  }
}
