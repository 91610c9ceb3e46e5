package io.millrace.cli.verify;

import io.millrace.change.Column;
import io.millrace.query.PostgresQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** What Postgres answers to a target's query, through COPY: in its own words, row by row. */
final class PostgresRows implements RowStream {

  private final PostgresQuery query;
  private final List<Integer> key;
  private final CopyOut copy;

  private PostgresRows(PostgresQuery query, List<Integer> key, CopyOut copy) {
    this.query = query;
    this.key = key;
    this.copy = copy;
  }

  /**
   * @param key indexes of the key's columns
   * @param condition {@code TRUE}, or which rows
   */
  static PostgresRows open(
      Connection connection,
      PostgresQuery query,
      List<Integer> key,
      KeyOrder order,
      String condition) {
    return open(
        connection,
        query,
        key,
        "SELECT * FROM (%s) AS target WHERE %s ORDER BY %s"
            .formatted(query.sql(), condition, order.postgres()));
  }

  /** All rows, without keys. */
  static PostgresRows inAnyOrder(Connection connection, PostgresQuery query) {
    return open(connection, query, List.of(), query.sql());
  }

  private static PostgresRows open(
      Connection connection, PostgresQuery query, List<Integer> key, String select) {
    String sql = "COPY (" + select + ") TO STDOUT (FORMAT text)";
    try {
      return new PostgresRows(
          query, key, connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql));
    } catch (SQLException e) {
      throw new ReadFailure("Postgres cannot run the query", e);
    }
  }

  @Override
  public ComparedRow next() {
    try {
      byte[] line = copy.readFromCopy();
      return line == null ? null : row(TextRow.fields(line, line.length - 1));
    } catch (SQLException e) {
      throw new ReadFailure("Postgres broke off", e);
    }
  }

  private ComparedRow row(List<byte[]> fields) {
    List<Column> columns = query.columns();
    byte[][] values = new byte[columns.size()][];
    for (int i = 0; i < values.length; i++) {
      byte[] field = fields.get(i);
      values[i] = field == null ? null : Values.ofPostgres(columns.get(i).type(), field);
    }
    return new ComparedRow(key.stream().map(i -> values[i]).toList(), values, 0);
  }

  @Override
  public void close() {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      // The connection is closed after a failure anyway.
    }
  }

  @Override
  public String toString() {
    return "PostgresRows" + Arrays.toString(query.columns().toArray());
  }
}
