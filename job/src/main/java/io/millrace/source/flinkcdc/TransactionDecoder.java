package io.millrace.source.flinkcdc;

import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.MessageDecoder;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.function.Function;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;

/**
 * Put round Debezium's decoder of pgoutput, it does what that leaves out:
 *
 * <ul>
 *   <li>it takes the LSN of the transaction's commit record out of Begin, which Debezium reads and
 *       forgets, and passes it on in the place of the transaction id ({@link CommitStamped}). So
 *       every change knows where its transaction commits: a number that grows with commit order and
 *       is the same on every replay, which the id (32 bits, given at the first write) is not;
 *   <li>it switches off the driver's own acknowledgements. With them the slot runs ahead of the
 *       checkpoints, after the first Relation message (LSN 0) even past a transaction that is in
 *       none.
 * </ul>
 *
 * Debezium has no way to plug a decoder in, so {@link #install} replaces a private field; it fails,
 * with a message, should that field ever be called otherwise. Runs on the connector's reading
 * thread.
 */
final class TransactionDecoder implements MessageDecoder {

  private static final byte BEGIN = 'B';

  private final MessageDecoder decoder;
  private long commitRecord;

  TransactionDecoder(MessageDecoder decoder) {
    this.decoder = decoder;
  }

  static void install(ReplicationConnection connection) {
    try {
      Field field = PostgresReplicationConnection.class.getDeclaredField("messageDecoder");
      field.setAccessible(true);
      MessageDecoder present = (MessageDecoder) field.get(connection);
      if (!(present instanceof TransactionDecoder)) {
        field.set(connection, new TransactionDecoder(present));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "This is not the Debezium 1.9.8 of Flink CDC 3.5.0: "
              + PostgresReplicationConnection.class.getName()
              + " has no field messageDecoder. Use the versions in pom.xml.",
          e);
    }
  }

  @Override
  public void processMessage(
      ByteBuffer buffer, ReplicationMessageProcessor processor, TypeRegistry types)
      throws SQLException, InterruptedException {
    if (buffer.get(buffer.position()) == BEGIN) {
      commitRecord = buffer.getLong(buffer.position() + 1);
    }
    decoder.processMessage(buffer, message -> processor.process(stamped(message)), types);
  }

  /** Debezium casts messages of other kinds to classes of its own. */
  private ReplicationMessage stamped(ReplicationMessage message) {
    return switch (message.getOperation()) {
      case INSERT, UPDATE, DELETE, TRUNCATE -> new CommitStamped(message, commitRecord);
      case MESSAGE, BEGIN, COMMIT, NOOP -> message;
    };
  }

  @Override
  public ChainedLogicalStreamBuilder optionsWithMetadata(
      ChainedLogicalStreamBuilder builder, Function<Integer, Boolean> hasMinimumServerVersion) {
    return decoder.optionsWithMetadata(builder, hasMinimumServerVersion).withAutomaticFlush(false);
  }

  @Override
  public ChainedLogicalStreamBuilder optionsWithoutMetadata(
      ChainedLogicalStreamBuilder builder, Function<Integer, Boolean> hasMinimumServerVersion) {
    return decoder
        .optionsWithoutMetadata(builder, hasMinimumServerVersion)
        .withAutomaticFlush(false);
  }

  @Override
  public void setContainsMetadata(boolean flag) {
    decoder.setContainsMetadata(flag);
  }

  @Override
  public boolean shouldMessageBeSkipped(
      ByteBuffer buffer, Lsn lastReceivedLsn, Lsn startLsn, WalPositionLocator walPosition) {
    return decoder.shouldMessageBeSkipped(buffer, lastReceivedLsn, startLsn, walPosition);
  }

  @Override
  public void close() {
    decoder.close();
  }
}
