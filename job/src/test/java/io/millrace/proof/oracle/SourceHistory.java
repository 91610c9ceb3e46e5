package io.millrace.proof.oracle;

import io.millrace.catalog.SourceTable;
import io.millrace.cli.connect.PostgresNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the source tables were after each transaction.
 *
 * <p>Triggers write into {@code history.<table>} what a row has become ({@code R}, the whole row),
 * that it is gone ({@code D}), or that the table was emptied ({@code T}), each with its transaction
 * and a number that grows; two transactions that change one row do so one after the other, so the
 * number orders them as their commits do. Where they committed comes from a slot of its own into
 * {@code history._commits}. {@code as_of} holds the tables at one position, and goes forward.
 */
final class SourceHistory {

  private static final int SECONDS_TO_ANSWER = 5;

  private final Supplier<Connection> database;
  private final String slot;
  private final List<HistoryTable> tables;
  private final Map<Long, Transaction> transactions = new LinkedHashMap<>();
  private Connection sql;
  private long position;

  private SourceHistory(Supplier<Connection> database, String slot, List<HistoryTable> tables) {
    this.database = database;
    this.slot = slot;
    this.tables = tables;
  }

  /**
   * From now on everything is recorded; rows that are there count as inserted now.
   *
   * @param database opens connections of a superuser, in autocommit
   * @param name of the slot and the publication that are made
   */
  static SourceHistory install(
      Supplier<Connection> database, String name, Collection<SourceTable> sources)
      throws SQLException {
    List<HistoryTable> tables = sources.stream().map(HistoryTable::new).toList();
    SourceHistory history = new SourceHistory(database, name, tables);
    try (Statement statement = history.connection().createStatement()) {
      statement.execute("CREATE SCHEMA history; CREATE SCHEMA as_of");
      statement.execute(
          "CREATE TABLE history._commits (xid bigint PRIMARY KEY, finish bigint NOT NULL UNIQUE)");
      for (HistoryTable table : tables) {
        statement.execute(table.definition());
      }
      statement.execute(
          "CREATE PUBLICATION " + PostgresNames.quote(name) + " FOR TABLE " + recorded(tables));
      statement.execute(
          "SELECT pg_create_logical_replication_slot("
              + PostgresNames.literal(name)
              + ", 'pgoutput')");
      for (HistoryTable table : tables) {
        statement.execute(table.recording());
      }
    }
    return history;
  }

  /** Another one when Postgres has died in between; what stood in {@code as_of} is void then. */
  private Connection connection() throws SQLException {
    if (sql == null || !sql.isValid(SECONDS_TO_ANSWER)) {
      sql = database.get();
      position = Long.MAX_VALUE;
    }
    return sql;
  }

  private static String recorded(List<HistoryTable> tables) {
    return tables.stream().map(HistoryTable::history).collect(Collectors.joining(", "));
  }

  /** All transactions that have committed up to now and changed a table, by commit. */
  List<Transaction> transactions() throws SQLException {
    List<Transaction> read = new ArrayList<>();
    String changes =
        """
        SELECT xid::text::bigint, ('x' || encode(substring(data FROM 3 FOR 8), 'hex'))::bit(64)::bigint,
               ('x' || encode(substring(data FROM 11 FOR 8), 'hex'))::bit(64)::bigint
        FROM pg_logical_slot_get_binary_changes(?, NULL, NULL, 'proto_version', '1', 'publication_names', ?)
        WHERE get_byte(data, 0) = ascii('C')
        """;
    try (PreparedStatement statement = connection().prepareStatement(changes)) {
      statement.setString(1, slot);
      statement.setString(2, slot);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          read.add(new Transaction(row.getLong(1), row.getLong(2), row.getLong(3)));
        }
      }
    }
    store(read);
    // A slot forgets after a crash how far it was read.
    read.forEach(each -> transactions.putIfAbsent(each.xid(), each));
    return List.copyOf(transactions.values());
  }

  private void store(List<Transaction> read) throws SQLException {
    try (PreparedStatement statement =
        sql.prepareStatement(
            "INSERT INTO history._commits SELECT * FROM unnest(?::bigint[], ?::bigint[]) ON CONFLICT DO NOTHING")) {
      statement.setArray(
          1, sql.createArrayOf("bigint", read.stream().map(Transaction::xid).toArray()));
      statement.setArray(
          2, sql.createArrayOf("bigint", read.stream().map(Transaction::end).toArray()));
      statement.executeUpdate();
    }
  }

  /** Brings {@code as_of} to a position, and the connection's search path to it. */
  Connection asOf(long lsn) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      if (lsn < position) {
        for (HistoryTable table : tables) {
          statement.execute("DELETE FROM " + table.asOf());
        }
        position = 0;
      }
      for (HistoryTable table : tables) {
        statement.execute(table.advance(position, lsn));
      }
      statement.execute("SET search_path = as_of, public");
    }
    position = lsn;
    return sql;
  }

  /** The tables themselves, as they are now. */
  Connection asIs() throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute("SET search_path = public");
    }
    return sql;
  }

  /** The slot would hold back the log. */
  void close() throws SQLException {
    String drop = "SELECT pg_drop_replication_slot(?)";
    try (PreparedStatement statement = connection().prepareStatement(drop)) {
      statement.setString(1, slot);
      statement.executeQuery();
    } finally {
      sql.close();
    }
  }
}
