package io.millrace.pipeline;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * The Postgres database to follow.
 *
 * @param parameters of the connection, by libpq's names: {@code sslmode} and its like
 * @param slot name of the replication slot
 * @param publication name of the publication
 * @param watermarkInterval shortest time between two watermarks while changes flow
 * @param retainedCheckpoints how many completed checkpoints the slot can still serve
 */
public record SourceDefinition(
    SourceType type,
    Connector connector,
    String host,
    int port,
    String database,
    String user,
    Secret password,
    Map<String, String> parameters,
    String slot,
    String publication,
    SnapshotDefinition snapshot,
    Duration watermarkInterval,
    int retainedCheckpoints)
    implements Serializable {

  public SourceDefinition {
    parameters = Map.copyOf(parameters);
  }
}
