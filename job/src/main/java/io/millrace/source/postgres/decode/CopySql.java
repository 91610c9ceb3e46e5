package io.millrace.source.postgres.decode;

import io.millrace.change.Row;
import io.millrace.change.TableId;
import io.millrace.source.SourceScan;
import java.util.StringJoiner;

/** Statements that copy rows of a table in the forms that its decoder reads. */
public final class CopySql {

  private CopySql() {}

  /** The rows that stand in some blocks of a table or partition. */
  public static String blocks(TableDecoder decoder, TableId relation, long from, long to) {
    String where = "ctid >= '(" + from + ",0)'::tid";
    if (to != Long.MAX_VALUE) {
      where += " AND ctid < '(" + to + ",0)'::tid";
    }
    return copy(decoder, "ONLY " + Identifiers.quote(relation), where);
  }

  /** All rows of a table, those of its partitions too. */
  public static String whole(TableDecoder decoder) {
    return copy(decoder, Identifiers.quote(decoder.scan().table()), "true");
  }

  /** The row that has the key of a given row. */
  static String row(TableDecoder decoder, Row row) {
    SourceScan scan = decoder.scan();
    return copy(decoder, Identifiers.quote(scan.table()), KeyCondition.of(scan, row));
  }

  /**
   * The wanted columns, those that cannot be read in binary as text. By the type's output function,
   * which is what the log uses; a cast to text may give another (inet shows its mask then).
   */
  private static String copy(TableDecoder decoder, String from, String where) {
    SourceScan scan = decoder.scan();
    byte[] forms = decoder.copyForms();
    StringJoiner columns = new StringJoiner(", ");
    for (int i = 0; i < forms.length; i++) {
      String name = Identifiers.quote(scan.columnName(i));
      columns.add(
          forms[i] == Tuple.TEXT
              ? "CASE WHEN " + name + " IS NOT NULL THEN format('%s', " + name + ") END"
              : name);
    }
    return "COPY (SELECT "
        + columns
        + " FROM "
        + from
        + " WHERE "
        + where
        + ") TO STDOUT (FORMAT binary)";
  }
}
