package io.millrace.source.flinkcdc;

import io.debezium.connector.postgresql.connection.ReplicationMessage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A change as Debezium decoded it, with the LSN of its transaction's commit record in the place of
 * the transaction id.
 */
record CommitStamped(ReplicationMessage message, long commitRecord) implements ReplicationMessage {

  @Override
  public OptionalLong getTransactionId() {
    return OptionalLong.of(commitRecord);
  }

  @Override
  public Operation getOperation() {
    return message.getOperation();
  }

  @Override
  public Instant getCommitTime() {
    return message.getCommitTime();
  }

  @Override
  public String getTable() {
    return message.getTable();
  }

  @Override
  public List<Column> getOldTupleList() {
    return message.getOldTupleList();
  }

  @Override
  public List<Column> getNewTupleList() {
    return message.getNewTupleList();
  }

  @Override
  public boolean hasTypeMetadata() {
    return message.hasTypeMetadata();
  }

  @Override
  public boolean isLastEventForLsn() {
    return message.isLastEventForLsn();
  }

  @Override
  public boolean shouldSchemaBeSynchronized() {
    return message.shouldSchemaBeSynchronized();
  }
}
