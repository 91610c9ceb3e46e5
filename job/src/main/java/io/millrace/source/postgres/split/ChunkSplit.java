package io.millrace.source.postgres.split;

import io.millrace.change.TableId;

/**
 * A range of a table's blocks. It is read from its beginning again after a failure.
 *
 * <p>Of a table without a key all blocks are one chunk: its rows are numbered in the order that
 * they are read in, and when reading begins again, each takes the place of the one that had its
 * number.
 *
 * @param number unique in the job
 * @param table index of the scan
 * @param relation the table itself, or the partition that holds the rows
 * @param file the relation's file when chunks were cut: when it has another, rows have moved
 * @param fromBlock first block
 * @param toBlock one past the last block; {@link Long#MAX_VALUE}: to the end
 * @param commit the position its rows carry: that of the slot's creation
 * @param finished all its rows have been emitted; kept until the enumerator has heard of it
 * @param rows that it turned out to have, when finished; of a table without a key also how many
 *     have been given so far, by any attempt
 * @param bytes of those, as Postgres gave them
 * @param attempt how often its reading has begun; 0 in a table with a key
 * @param readAt where in the log it was read, when finished: exactly the transactions that commit
 *     before are in its rows; 0 in a table with a key
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
    long bytes,
    int attempt,
    long readAt)
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
    this(number, table, relation, file, fromBlock, toBlock, commit, false, 0, 0, 0, 0);
  }

  public ChunkSplit asFinished(long rowsRead, long bytesRead) {
    return with(number, true, rowsRead, bytesRead, attempt, readAt);
  }

  public ChunkSplit withNumber(int free) {
    return with(free, finished, rows, bytes, attempt, readAt);
  }

  /** Reading begins, as of a place in the log, or begins again. */
  public ChunkSplit nextAttempt(long at) {
    return with(number, false, rows, bytes, attempt + 1, at);
  }

  /** Rows up to this number have been given. */
  public ChunkSplit given(long upTo) {
    return with(number, false, Math.max(rows, upTo), bytes, attempt, readAt);
  }

  private ChunkSplit with(
      int itsNumber, boolean done, long itsRows, long itsBytes, int itsAttempt, long at) {
    return new ChunkSplit(
        itsNumber,
        table,
        relation,
        file,
        fromBlock,
        toBlock,
        commit,
        done,
        itsRows,
        itsBytes,
        itsAttempt,
        at);
  }

  @Override
  public String splitId() {
    return "chunk-" + number;
  }
}
