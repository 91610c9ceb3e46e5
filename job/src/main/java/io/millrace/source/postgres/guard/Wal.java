package io.millrace.source.postgres.guard;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Questions to the server about its log. */
public final class Wal {

  private Wal() {}

  /**
   * Where the log ended at a time by the server's clock, in microseconds since 1970: what had
   * committed by then is before that end.
   */
  public record End(long lsn, long micros) {}

  public static End end(Connection sql) throws SQLException {
    String query =
        "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint,"
            + " (extract(epoch FROM statement_timestamp()) * 1000000)::bigint";
    try (Statement statement = sql.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return new End(row.getLong(1), row.getLong(2));
    }
  }

  /** End of what is safely on the server's disk. */
  public static long flushed(Connection sql) throws SQLException {
    return number(sql, "SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint");
  }

  /**
   * A place in the log behind every transaction that any snapshot taken so far can see, which the
   * log is sure to pass. A transaction can be seen only after its commit record stands in the log,
   * so the end of a record written now is behind it; the log is sure to pass that record because
   * its transaction is committed, and so flushed, here.
   */
  public static long mark(Connection sql) throws SQLException {
    return number(
        sql, "SELECT (pg_logical_emit_message(true, 'millrace', 'mark') - '0/0'::pg_lsn)::bigint");
  }

  /** A transaction that begins now has this number or a higher one. */
  public static long nextTransaction(Connection sql) throws SQLException {
    return number(sql, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
  }

  /** No transaction with a lower number is running. */
  public static long oldestTransaction(Connection sql) throws SQLException {
    return number(sql, "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
  }

  /**
   * Whether a transaction of the log is over for others too. Its commit stands in the log before
   * that, and with synchronous replication long before.
   *
   * @param transaction the lower 32 bits of its number, as the log has them
   */
  public static boolean isVisible(Connection sql, int transaction) throws SQLException {
    long next = nextTransaction(sql);
    long number = next - ((int) next - transaction);
    try (Statement statement = sql.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_visible_in_snapshot('%d', pg_current_snapshot())".formatted(number))) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static long number(Connection sql, String query) throws SQLException {
    try (Statement statement = sql.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
