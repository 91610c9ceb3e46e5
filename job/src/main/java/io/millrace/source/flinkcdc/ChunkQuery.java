package io.millrace.source.flinkcdc;

import io.millrace.source.SourceScan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;

/**
 * The query of one chunk: the wanted columns of the rows from the chunk's start to before its end.
 * Each bound is one chunk's end and the next one's start, so whatever it is, every row is in one of
 * them.
 */
record ChunkQuery(String sql, List<Object> bounds) {

  private static final long UUID_OID = 2950;

  static ChunkQuery of(SourceScan scan, SnapshotSplit split) {
    String key = quote(scan.columnName(scan.key().get(0)));
    String bound = scan.typeOids().get(scan.key().get(0)) == UUID_OID ? "(?)::uuid" : "?";
    List<String> conditions = new ArrayList<>();
    List<Object> bounds = new ArrayList<>();
    if (split.getSplitStart() != null) {
      conditions.add(key + " >= " + bound);
      bounds.add(split.getSplitStart()[0]);
    }
    if (split.getSplitEnd() != null) {
      conditions.add(key + " < " + bound);
      bounds.add(split.getSplitEnd()[0]);
    }
    String columns =
        scan.layout().columns().stream()
            .map(c -> quote(c.name()))
            .collect(Collectors.joining(", "));
    String table = quote(scan.table().schema()) + "." + quote(scan.table().name());
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return new ChunkQuery("SELECT " + columns + " FROM ONLY " + table + where, bounds);
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < bounds.size(); i++) {
      statement.setObject(i + 1, bounds.get(i));
    }
    return statement;
  }

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
