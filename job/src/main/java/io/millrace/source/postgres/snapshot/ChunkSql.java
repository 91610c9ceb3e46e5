package io.millrace.source.postgres.snapshot;

import io.millrace.change.TableId;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.decode.TableDecoder;
import io.millrace.source.postgres.decode.Tuple;
import io.millrace.source.postgres.split.ChunkSplit;
import java.util.StringJoiner;

/** The statements that read a chunk. */
final class ChunkSql {

  private ChunkSql() {}

  static String copy(TableDecoder decoder, ChunkSplit chunk) {
    String where = "ctid >= '(" + chunk.fromBlock() + ",0)'::tid";
    if (chunk.toBlock() != Long.MAX_VALUE) {
      where += " AND ctid < '(" + chunk.toBlock() + ",0)'::tid";
    }
    return "COPY (SELECT "
        + columns(decoder)
        + " FROM ONLY "
        + quote(chunk.relation())
        + " WHERE "
        + where
        + ") TO STDOUT (FORMAT binary)";
  }

  /**
   * The wanted columns, those that cannot be read in binary as text. By the type's output function,
   * which is what the log uses; a cast to text may give another (inet shows its mask then).
   */
  static String columns(TableDecoder decoder) {
    SourceScan scan = decoder.scan();
    byte[] forms = decoder.copyForms();
    StringJoiner columns = new StringJoiner(", ");
    for (int i = 0; i < forms.length; i++) {
      String name = quote(scan.columnName(i));
      columns.add(
          forms[i] == Tuple.TEXT
              ? "CASE WHEN " + name + " IS NOT NULL THEN format('%s', " + name + ") END"
              : name);
    }
    return columns.toString();
  }

  static String quote(TableId table) {
    return quote(table.schema()) + "." + quote(table.name());
  }

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
