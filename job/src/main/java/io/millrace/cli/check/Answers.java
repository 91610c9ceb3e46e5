package io.millrace.cli.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Small questions to Postgres. */
final class Answers {

  /** Reads one row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private Answers() {}

  static String text(Connection connection, String sql, Object... parameters) throws SQLException {
    List<String> rows = rows(connection, row -> row.getString(1), sql, parameters);
    return rows.isEmpty() ? "" : rows.get(0);
  }

  static long number(Connection connection, String sql, Object... parameters) throws SQLException {
    return rows(connection, row -> row.getLong(1), sql, parameters).get(0);
  }

  static boolean isTrue(Connection connection, String sql, Object... parameters)
      throws SQLException {
    List<Boolean> rows = rows(connection, row -> row.getBoolean(1), sql, parameters);
    return !rows.isEmpty() && rows.get(0);
  }

  static <T> List<T> rows(
      Connection connection, RowReader<T> reader, String sql, Object... parameters)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(reader.read(result));
        }
      }
    }
    return rows;
  }
}
