package io.millrace.source.postgres.stream;

import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.decode.TableDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * A followed table as the log described it last.
 *
 * @param table index of the scan
 * @param places for each wanted column its place in the log's tuples
 */
record Relation(int table, TableDecoder decoder, int[] places) {

  private static final int KEY_FLAG = 1;
  private static final String ANEW =
      "Bring the table and the pipeline's query together again, then start the job anew"
          + " (millrace run --truncate-targets --adopt-slot)";

  /** One column of a RELATION message. */
  private record Described(int place, boolean key, long type) {}

  /**
   * Reads a RELATION message from its replica identity on, and holds it against what is wanted.
   *
   * @param baseType gives for a domain's oid that of the type beneath, for any other the same
   * @throws SourceRefusedException if the table is no longer what it was
   */
  static Relation read(
      MessageReader message, int table, TableDecoder decoder, LongUnaryOperator baseType) {
    SourceScan scan = decoder.scan();
    message.skip(1);
    int columns = message.int16();
    Map<String, Described> described = new HashMap<>();
    for (int place = 0; place < columns; place++) {
      boolean key = (message.int8() & KEY_FLAG) != 0;
      String name = message.text();
      described.put(name, new Described(place, key, message.int32() & 0xFFFFFFFFL));
      message.skip(4);
    }
    int[] places = decoder.places();
    for (int i = 0; i < scan.ownColumns(); i++) {
      places[i] = place(scan, i, described.get(scan.columnName(i)), baseType);
    }
    for (int column : scan.key()) {
      if (column < scan.ownColumns() && !described.get(scan.columnName(column)).key()) {
        throw identityLacks(scan, column);
      }
    }
    return new Relation(table, decoder, places);
  }

  private static int place(
      SourceScan scan, int column, Described found, LongUnaryOperator baseType) {
    String remedy = ANEW;
    if (found == null) {
      throw new SourceRefusedException(
          "Following the log: column "
              + scan.columnName(column)
              + " of "
              + scan.table()
              + " is not in the log (dropped, renamed, generated, or left out by the publication)",
          remedy);
    }
    long wanted = scan.typeOids().get(column);
    if (found.type() != wanted && baseType.applyAsLong(found.type()) != wanted) {
      throw new SourceRefusedException(
          "Following the log: the type of column "
              + scan.columnName(column)
              + " of "
              + scan.table()
              + " changed from oid "
              + wanted
              + " to oid "
              + found.type(),
          remedy);
    }
    return found.place();
  }

  /**
   * @throws SourceRefusedException if nothing tells which row an update or deletion is of
   */
  void checkHasKey() {
    if (decoder.scan().isKeyedByPosition()) {
      throw new SourceRefusedException(
          "Following the log: a row of "
              + decoder.scan().table()
              + ", which had no key, has been updated or deleted, as it has got a replica identity"
              + " meanwhile",
          "Give it a key, take the place in the log out of the queries, and start the job anew"
              + " (millrace run --truncate-targets --adopt-slot)");
    }
  }

  private static SourceRefusedException identityLacks(SourceScan scan, int column) {
    return new SourceRefusedException(
        "Following the log: key column "
            + scan.columnName(column)
            + " of "
            + scan.table()
            + " is not in the table's replica identity, so updates and deletes do not name the row",
        "ALTER TABLE " + scan.table() + " REPLICA IDENTITY DEFAULT (or FULL)");
  }
}
