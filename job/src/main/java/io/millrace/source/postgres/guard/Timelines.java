package io.millrace.source.postgres.guard;

import io.millrace.change.Position;
import io.millrace.source.SourceRefusedException;
import org.postgresql.replication.LogSequenceNumber;

/** Whether a position of one timeline is also in the history of a later one. */
final class Timelines {

  private Timelines() {}

  /**
   * @param history lines of: a timeline, where it was left, why
   */
  static void check(String history, int now, int before, long position) {
    for (String line : history.split("\n", -1)) {
      String[] fields = line.strip().split("\\s+", 3);
      if (fields.length >= 2 && fields[0].equals(Integer.toString(before))) {
        long left = LogSequenceNumber.valueOf(fields[1]).asLong();
        if (Long.compareUnsigned(position, left) <= 0) {
          return;
        }
        throw new SourceRefusedException(
            "Start guard: the server was promoted at "
                + Position.lsn(left)
                + ", before "
                + Position.lsn(position)
                + " that has been read from its predecessor: transactions are lost there",
            "Start without state and read the tables anew");
      }
    }
    throw new SourceRefusedException(
        "Start guard: the checkpoint is of timeline "
            + before
            + ", which is not in the history of the server's timeline "
            + now,
        "Connect to the right server, or start without state and read the tables anew");
  }
}
