package io.millrace.source.postgres.guard;

import io.millrace.source.SourceScan;
import io.millrace.source.postgres.split.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Looks, while the log is followed, for what makes changes of a table miss in it: the publication
 * was altered, a partition attached or detached, a key's index dropped. It asks the catalogue as it
 * is now, when the log has described a table anew, which it does after such changes, and from time
 * to time. For one thread.
 */
public final class TableWatch {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final String publication;
  private final List<SourceScan> scans;
  private Set<Partition> partitions;
  private boolean describedAnew;
  private boolean lockedOut;
  private long lastLook = System.nanoTime() - INTERVAL.toNanos();

  /**
   * @param partitions whose rows have been read or followed; null: not known, as in savepoints of
   *     the first format
   */
  public TableWatch(String publication, List<SourceScan> scans, Set<Partition> partitions) {
    this.publication = publication;
    this.scans = scans;
    this.partitions = partitions;
  }

  /**
   * Looks, if it is time. Does not wait for tables that someone else has locked against readers:
   * the log goes on meanwhile.
   *
   * @param anew whether the log has described tables since the last call
   * @throws io.millrace.source.SourceRefusedException if changes would be missed
   */
  public void look(Connection sql, boolean anew) throws SQLException {
    describedAnew |= anew;
    boolean early = System.nanoTime() - lastLook < INTERVAL.toNanos();
    if (early && (lockedOut || !describedAnew)) {
      return;
    }
    execute(sql, "SET lock_timeout = '" + PATIENCE.toMillis() + "ms'");
    try {
      check(sql);
      describedAnew = false;
      lockedOut = false;
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      lockedOut = true;
    }
    execute(sql, "RESET lock_timeout");
    lastLook = System.nanoTime();
  }

  private void check(Connection sql) throws SQLException {
    Publication.check(sql, publication, scans);
    UniqueKeys.check(sql, scans);
    partitions =
        partitions == null
            ? Partitions.read(sql, scans)
            : Partitions.readAgain(sql, scans, partitions);
  }

  private static void execute(Connection sql, String command) throws SQLException {
    try (Statement statement = sql.createStatement()) {
      statement.execute(command);
    }
  }

  /** As of the last look. */
  public Set<Partition> partitions() {
    return partitions;
  }
}
