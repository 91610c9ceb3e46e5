package io.millrace.source.postgres.snapshot;

import io.millrace.change.Change;
import io.millrace.change.Change.Kind;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.TableId;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.decode.CopyRows;
import io.millrace.source.postgres.decode.CopySql;
import io.millrace.source.postgres.decode.Identifiers;
import io.millrace.source.postgres.decode.TableDecoder;
import io.millrace.source.postgres.decode.TableDecoders;
import io.millrace.source.postgres.decode.Tuple;
import io.millrace.source.postgres.fetch.Batch;
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

/** Copies chunks, one after the other, over one connection. For one thread. */
public final class ChunkReader implements AutoCloseable {

  private static final String UNDEFINED_TABLE = "42P01";
  private static final String FILE = "SELECT pg_relation_filenode(?::regclass)::bigint";

  private final PostgresDatabase database;
  private final List<SourceScan> scans;
  private final Handover handover;
  private final ReadRate rate;
  private final WholeTableReader wholeTables;
  private volatile Connection connection;
  private List<TableDecoder> decoders;

  public ChunkReader(
      PostgresDatabase database, List<SourceScan> scans, Handover handover, ReadRate rate) {
    this.database = database;
    this.scans = scans;
    this.handover = handover;
    this.rate = rate;
    this.wholeTables = new WholeTableReader(database, scans, handover, rate);
  }

  /** Hands all rows of the chunk over, or says that it is outdated; in the last batch. */
  public void read(ChunkSplit chunk) throws SQLException, InterruptedException {
    if (scans.get(chunk.table()).isKeyedByPosition()) {
      readWhole(chunk);
      return;
    }
    if (connection == null) {
      connection = database.open();
      decoders = TableDecoders.of(connection, scans);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(false);
    }
    try {
      if (lockedFile(chunk.relation()) == chunk.file()) {
        copy(chunk);
      } else {
        connection.rollback();
        RowBatches.handOver(handover, Batch.outdated(chunk));
      }
    } catch (SQLException e) {
      disconnect();
      if (UNDEFINED_TABLE.equals(e.getSQLState())) {
        throw gone(chunk, e);
      }
      throw e;
    } catch (InterruptedException | RuntimeException e) {
      disconnect();
      throw e;
    }
  }

  private void readWhole(ChunkSplit chunk) throws SQLException, InterruptedException {
    try {
      wholeTables.read(chunk);
    } catch (SQLException e) {
      if (UNDEFINED_TABLE.equals(e.getSQLState())) {
        throw gone(chunk, e);
      }
      throw e;
    }
  }

  private SourceRefusedException gone(ChunkSplit chunk, SQLException e) {
    return new SourceRefusedException(
        "Snapshot: "
            + chunk.relation()
            + ", of which rows of "
            + scans.get(chunk.table()).table()
            + " were to be read, has been dropped or renamed",
        "Start the job anew (millrace run --truncate-targets --adopt-slot)",
        e);
  }

  /**
   * The file that the relation has until this transaction ends. Whoever rewrites a table (VACUUM
   * FULL, CLUSTER, some forms of ALTER TABLE) locks it against readers and gives it another file;
   * so under a reader's lock the file stays, and with it the place of every row that stands. The
   * lock comes first, in a statement of its own: each of the following ones then sees what was
   * committed before it.
   */
  private long lockedFile(TableId relation) throws SQLException {
    String name = Identifiers.quote(relation);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE ONLY " + name + " IN ACCESS SHARE MODE");
    }
    try (PreparedStatement query = connection.prepareStatement(FILE)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void copy(ChunkSplit chunk) throws SQLException, InterruptedException {
    TableDecoder decoder = decoders.get(chunk.table());
    String sql = CopySql.blocks(decoder, chunk.relation(), chunk.fromBlock(), chunk.toBlock());
    CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    handOverRows(new CopyRows(copy, decoder.copyForms()), decoder, chunk);
  }

  private void handOverRows(CopyRows rows, TableDecoder decoder, ChunkSplit chunk)
      throws SQLException, InterruptedException {
    int[] places = decoder.copyPlaces();
    Position position = new Position(chunk.commit(), 0);
    RowBatches batches = new RowBatches(handover, rate, rows);
    Tuple tuple = new Tuple();
    long count = 0;
    for (; rows.next(tuple); count++) {
      Row row = decoder.row(tuple, null, places);
      batches.add(
          new Change(chunk.table(), Kind.READ, position, Long.MIN_VALUE, decoder.key(row), row));
      if (batches.isFull()) {
        batches.handOver(chunk);
      }
    }
    connection.commit();
    batches.end(chunk.asFinished(count, rows.received()));
  }

  /** For good. Drops the connection, in the middle of a COPY too; any thread may do so. */
  @Override
  public void close() throws SQLException {
    wholeTables.close();
    disconnect();
  }

  private void disconnect() throws SQLException {
    Connection open = connection;
    if (open != null) {
      open.abort(Runnable::run);
      connection = null;
    }
  }
}
