package io.millrace.pipeline;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The Postgres database to follow.
 *
 * @param hosts one or more; of several the primary is used
 * @param parameters of the connection, by libpq's names: {@code sslmode} and its like
 * @param slot name of the replication slot
 * @param publication name of the publication
 * @param watermarkInterval shortest time between two watermarks while changes flow
 * @param retainedCheckpoints how many completed checkpoints the slot can still serve
 * @param failoverSlot whether standbys are to keep the slot too
 */
public record SourceDefinition(
    SourceType type,
    Connector connector,
    List<HostAndPort> hosts,
    String database,
    String user,
    Secret password,
    Map<String, String> parameters,
    String slot,
    String publication,
    SnapshotDefinition snapshot,
    Duration watermarkInterval,
    int retainedCheckpoints,
    boolean failoverSlot)
    implements Serializable {

  public SourceDefinition {
    hosts = List.copyOf(hosts);
    parameters = Map.copyOf(parameters);
  }

  /** Hosts with ports, for messages. */
  public String address() {
    return hosts.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
  }
}
