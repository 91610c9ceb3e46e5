package io.millrace.source.postgres;

import io.millrace.source.postgres.connect.PostgresDatabase;
import java.io.Serializable;
import java.time.Duration;

/**
 * Where the source reads and how.
 *
 * @param slot name of the replication slot: one running job each
 * @param publication name of the publication
 * @param adoptSlot whether a fresh start may use a slot that was there before and has been used
 * @param watermarkInterval shortest time between two watermarks
 * @param idleInterval how often an idle source says that it is up to date: at most a second
 * @param retainedCheckpoints the slot is acknowledged only as far as the oldest of this many
 *     completed checkpoints needs
 * @param failoverSlot whether standbys that synchronize slots keep this one, so that the job can go
 *     on with the one that is promoted; Postgres 17 and later
 */
public record PostgresSourceOptions(
    PostgresDatabase database,
    String slot,
    String publication,
    boolean adoptSlot,
    SnapshotOptions snapshot,
    Duration watermarkInterval,
    Duration idleInterval,
    int retainedCheckpoints,
    boolean failoverSlot)
    implements Serializable {

  public PostgresSourceOptions {
    if (!slot.matches("[a-z0-9_]{1,63}")) {
      throw new IllegalArgumentException(
          "slot name '" + slot + "': Postgres allows 1 to 63 of a-z, 0-9 and _");
    }
    if (retainedCheckpoints < 1) {
      throw new IllegalArgumentException("retainedCheckpoints begin at 1");
    }
    if (idleInterval.toMillis() < 1 || idleInterval.toMillis() > 1000) {
      throw new IllegalArgumentException("idleInterval is 1 ms to 1 s, not " + idleInterval);
    }
  }

  /** Slot and publication of one name; everything else at its default. */
  public static PostgresSourceOptions of(PostgresDatabase database, String name) {
    return new PostgresSourceOptions(
        database,
        name,
        name,
        false,
        SnapshotOptions.DEFAULT,
        Duration.ofMillis(50),
        Duration.ofMillis(500),
        3,
        false);
  }

  public PostgresSourceOptions withPublication(String name) {
    return new PostgresSourceOptions(
        database,
        slot,
        name,
        adoptSlot,
        snapshot,
        watermarkInterval,
        idleInterval,
        retainedCheckpoints,
        failoverSlot);
  }

  public PostgresSourceOptions withAdoptSlot(boolean adopt) {
    return new PostgresSourceOptions(
        database,
        slot,
        publication,
        adopt,
        snapshot,
        watermarkInterval,
        idleInterval,
        retainedCheckpoints,
        failoverSlot);
  }

  public PostgresSourceOptions withSnapshot(SnapshotOptions changed) {
    return new PostgresSourceOptions(
        database,
        slot,
        publication,
        adoptSlot,
        changed,
        watermarkInterval,
        idleInterval,
        retainedCheckpoints,
        failoverSlot);
  }

  public PostgresSourceOptions withSnapshot(SnapshotMode mode) {
    return withSnapshot(snapshot.withMode(mode));
  }

  public PostgresSourceOptions withChunkRows(int rows) {
    return withSnapshot(snapshot.withChunkRows(rows));
  }

  public PostgresSourceOptions withIntervals(Duration watermark, Duration idle) {
    return new PostgresSourceOptions(
        database,
        slot,
        publication,
        adoptSlot,
        snapshot,
        watermark,
        idle,
        retainedCheckpoints,
        failoverSlot);
  }

  public PostgresSourceOptions withRetainedCheckpoints(int count) {
    return new PostgresSourceOptions(
        database,
        slot,
        publication,
        adoptSlot,
        snapshot,
        watermarkInterval,
        idleInterval,
        count,
        failoverSlot);
  }

  public PostgresSourceOptions withFailoverSlot(boolean failover) {
    return new PostgresSourceOptions(
        database,
        slot,
        publication,
        adoptSlot,
        snapshot,
        watermarkInterval,
        idleInterval,
        retainedCheckpoints,
        failover);
  }
}
