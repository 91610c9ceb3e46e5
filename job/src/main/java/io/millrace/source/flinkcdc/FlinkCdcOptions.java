package io.millrace.source.flinkcdc;

import io.millrace.source.Secret;
import java.io.Serializable;
import java.time.Duration;

/**
 * Where the connector reads and how.
 *
 * @param sslMode as libpq has it; null leaves it to the driver ({@code prefer})
 * @param sslRootCertificate file on the machines that connect; null: the driver's default
 * @param slot name of the replication slot; one running job each
 * @param publication name of the publication; has to list every table
 * @param chunkRows rows of a snapshot chunk, roughly: what is read again when a reader fails
 * @param fetchRows rows fetched from a snapshot cursor at once
 * @param pollInterval longest time the connector waits to fill a batch
 * @param heartbeatInterval how often the reader says where it stands when no change comes: bounds
 *     how long the end of a transaction stays unknown
 * @param watermarkInterval shortest time between two watermarks
 * @param idleInterval how often an idle source says that it is up to date; at most a second
 * @param nudgeInterval how often an (empty) message is written to the log, so that the slot moves
 *     also when only other tables change
 * @param retainedCheckpoints the slot is acknowledged only as far as the oldest of this many
 *     completed checkpoints needs
 */
public record FlinkCdcOptions(
    String host,
    int port,
    String database,
    String user,
    Secret password,
    String sslMode,
    String sslRootCertificate,
    String slot,
    String publication,
    int chunkRows,
    int fetchRows,
    Duration pollInterval,
    Duration heartbeatInterval,
    Duration watermarkInterval,
    Duration idleInterval,
    Duration nudgeInterval,
    int retainedCheckpoints,
    Duration connectTimeout)
    implements Serializable {

  public FlinkCdcOptions {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port is 1 to 65535, not " + port);
    }
    if (!slot.matches("[a-z0-9_]{1,63}")) {
      throw new IllegalArgumentException(
          "slot name '" + slot + "': Postgres allows 1 to 63 of a-z, 0-9 and _");
    }
    if (chunkRows < 1 || fetchRows < 1 || retainedCheckpoints < 1) {
      throw new IllegalArgumentException("chunkRows, fetchRows and retainedCheckpoints begin at 1");
    }
    if (idleInterval.toMillis() < 1 || idleInterval.toMillis() > 1000) {
      throw new IllegalArgumentException("idleInterval is 1 ms to 1 s, not " + idleInterval);
    }
    if (heartbeatInterval.toMillis() < 1
        || heartbeatInterval.toMillis() > idleInterval.toMillis()) {
      throw new IllegalArgumentException(
          "heartbeatInterval is 1 ms to idleInterval, not " + heartbeatInterval);
    }
  }

  /** Everything else at its default; slot and publication have one name. */
  public static FlinkCdcOptions of(
      String host, int port, String database, String user, Secret password, String name) {
    return new FlinkCdcOptions(
        host,
        port,
        database,
        user,
        password,
        null,
        null,
        name,
        name,
        100_000,
        2_000,
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        3,
        Duration.ofSeconds(10));
  }
}
