package io.millrace.source.postgres.snapshot;

import io.millrace.change.Change;
import io.millrace.change.Change.Kind;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.ExportedSnapshot;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.connect.ReplicationConnection;
import io.millrace.source.postgres.decode.CopyRows;
import io.millrace.source.postgres.decode.CopySql;
import io.millrace.source.postgres.decode.Identifiers;
import io.millrace.source.postgres.decode.TableDecoder;
import io.millrace.source.postgres.decode.TableDecoders;
import io.millrace.source.postgres.decode.Tuple;
import io.millrace.source.postgres.fetch.Handover;
import io.millrace.source.postgres.split.ChunkSplit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a table that has no key, in one go, as of a place in the log. Nothing tells whether a row
 * that was read and one of the log are the same; so it has to be known of each transaction which of
 * the two has its rows. For one thread, but for {@link #close}.
 *
 * <p>A row's key is the slot's position and its number in the order of reading. When the
 * connection, or the job, was lost, the table is read again, as of a later place: each row then
 * takes the place of the one that had its number, and numbers without a row are deleted.
 */
final class WholeTableReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WholeTableReader.class);

  /**
   * The files of a table and its partitions, as they are now whatever snapshot the transaction has.
   */
  private static final String FILES =
      """
      SELECT string_agg(part::oid || ':' || coalesce(pg_relation_filenode(part)::text, ''), ' '
                        ORDER BY part::oid)
      FROM (SELECT ?::regclass AS part UNION SELECT relid FROM pg_partition_tree(?::regclass)) parts
      """;

  private final PostgresDatabase database;
  private final List<SourceScan> scans;
  private final Handover handover;
  private final ReadRate rate;
  private volatile ReplicationConnection replication;
  private volatile Connection connection;
  private volatile boolean closed;

  /** The chunk that was read last, as far as its rows have been handed over. */
  private ChunkSplit reached;

  WholeTableReader(
      PostgresDatabase database, List<SourceScan> scans, Handover handover, ReadRate rate) {
    this.database = database;
    this.scans = scans;
    this.handover = handover;
    this.rate = rate;
  }

  /** Hands all rows of the table over. */
  void read(ChunkSplit chunk) throws SQLException, InterruptedException {
    if (reached == null || reached.number() != chunk.number()) {
      reached = chunk;
    }
    SourceScan scan = scans.get(chunk.table());
    try {
      connection = database.open();
      TableDecoder decoder = TableDecoders.of(connection, List.of(scan)).get(0);
      copy(reached.nextAttempt(enterSnapshot(Identifiers.quote(scan.table()))), decoder);
    } finally {
      disconnect();
    }
  }

  /**
   * Begins a transaction that sees the table as of a place in the log. Some forms of ALTER TABLE
   * write a table anew, and their rows are invisible to those who look at it as it was before. So
   * it must have the same files before the snapshot is taken, and under a lock that keeps them.
   *
   * @return the place
   */
  private long enterSnapshot(String table) throws SQLException {
    while (true) {
      String before = files(table);
      LOG.info("Reading {}: waiting for the transactions that are writing now", table);
      replication = ReplicationConnection.open(database, 0);
      if (closed) {
        throw new SQLException("The reader has been closed", "57014");
      }
      ExportedSnapshot snapshot = ExportedSnapshot.of(replication, "read");
      snapshot.enter(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("LOCK TABLE " + table + " IN ACCESS SHARE MODE");
      }
      if (files(table).equals(before)) {
        replication.close();
        LOG.info("Reading {} as of {}", table, Position.lsn(snapshot.lsn()));
        return snapshot.lsn();
      }
      LOG.info("{} has been rewritten meanwhile", table);
      replication.close();
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private String files(String table) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FILES)) {
      query.setString(1, table);
      query.setString(2, table);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private void copy(ChunkSplit begun, TableDecoder decoder)
      throws SQLException, InterruptedException {
    reached = begun;
    CopyOut copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(CopySql.whole(decoder));
    CopyRows rows = new CopyRows(copy, decoder.copyForms());
    RowBatches batches = new RowBatches(handover, rate, rows);
    Position position = new Position(begun.commit(), begun.attempt());
    int[] places = decoder.copyPlaces();
    Tuple tuple = new Tuple();
    long number = 0;
    for (; rows.next(tuple); number++) {
      decoder.at(begun.commit(), number);
      add(batches, Kind.READ, position, decoder.row(tuple, null, places), decoder);
      if (batches.isFull()) {
        reached = reached.given(number + 1);
        batches.handOver(reached);
      }
    }
    connection.commit();
    for (long gone = number; gone < reached.rows(); gone++) {
      decoder.at(begun.commit(), gone);
      add(batches, Kind.DELETE, position, decoder.placeAlone(), decoder);
      if (batches.isFull()) {
        batches.handOver(reached);
      }
    }
    batches.end(reached.asFinished(number, rows.received()));
  }

  private void add(
      RowBatches batches, Kind kind, Position position, Row row, TableDecoder decoder) {
    batches.add(new Change(reached.table(), kind, position, Long.MIN_VALUE, decoder.key(row), row));
  }

  /** Drops both connections, in the middle of a COPY too; any thread may do so. */
  @Override
  public void close() throws SQLException {
    closed = true;
    disconnect();
  }

  private void disconnect() throws SQLException {
    ReplicationConnection exporting = replication;
    if (exporting != null) {
      exporting.close();
      replication = null;
    }
    Connection open = connection;
    if (open != null) {
      open.abort(Runnable::run);
      connection = null;
    }
  }
}
