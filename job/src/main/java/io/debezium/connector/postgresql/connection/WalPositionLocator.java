package io.debezium.connector.postgresql.connection;

import java.util.Optional;

/**
 * Stands in the place of Debezium 1.9.8's class of the same name, which must come later on the
 * class path (the job's own classes are first, also in its jar).
 *
 * <p>Debezium looks for the place to go on from by reading once from the stored LSN, remembering
 * every LSN seen, and then reading again and dropping messages until that place comes. It compares
 * bare LSNs, so the first rows of a transaction whose record begins where the stored commit ended
 * are dropped (FLINK-39265), and so are the remaining rows of a multi-insert record, which share
 * one LSN. On an idle database it finds nothing and stays silent.
 *
 * <p>Millrace stores positions at ends of commit records only. Asked to start there, Postgres
 * itself sends exactly the transactions that commit later, each from its beginning. So nothing is
 * searched and nothing dropped here; the part of a transaction that was given out before the
 * restart is known by its position and left out by {@code io.millrace.source.flinkcdc}.
 */
public class WalPositionLocator {

  private final Lsn lastEventStoredLsn;

  /** Of a restart from a stored position. */
  public WalPositionLocator(Lsn lastCommitStoredLsn, Lsn lastEventStoredLsn) {
    this.lastEventStoredLsn = lastEventStoredLsn;
  }

  /** Of a start without a stored position. */
  public WalPositionLocator() {
    this(null, null);
  }

  /** Never called, because nothing is searched; any message would do. */
  public Optional<Lsn> resumeFromLsn(Lsn currentLsn, ReplicationMessage message) {
    return Optional.of(currentLsn);
  }

  /** Every message is wanted. */
  public boolean skipMessage(Lsn lsn) {
    return false;
  }

  /** There is nothing to filter. */
  public void enableFiltering() {}

  /** The server does the searching. */
  public boolean searchingEnabled() {
    return false;
  }

  /** Where streaming begins. */
  public Lsn getLastEventStoredLsn() {
    return lastEventStoredLsn;
  }

  @Override
  public String toString() {
    return "WalPositionLocator [start of streaming=" + lastEventStoredLsn + "]";
  }
}
