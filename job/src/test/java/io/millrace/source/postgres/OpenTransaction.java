package io.millrace.source.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A transaction in a session of its own. */
final class OpenTransaction implements AutoCloseable {

  private final Connection sql;
  private String id;

  OpenTransaction(TestPostgres.Database database) throws SQLException {
    sql = database.connect();
    sql.setAutoCommit(false);
  }

  void begin() {
    try (Statement statement = sql.createStatement();
        ResultSet row = statement.executeQuery("SELECT txid_current()")) {
      row.next();
      id = row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  String id() {
    return id;
  }

  void run(String statement) throws SQLException {
    try (Statement one = sql.createStatement()) {
      one.execute(statement);
    }
  }

  void commit() throws SQLException {
    sql.commit();
  }

  @Override
  public void close() throws SQLException {
    sql.close();
  }
}
