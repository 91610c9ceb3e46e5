package io.millrace.pipeline;

import java.io.Serializable;
import java.time.Duration;

/**
 * The ClickHouse database to fill.
 *
 * @param url of the HTTP interface: {@code http://host:8123}
 * @param flushInterval longest time a row waits in {@link Delivery#LOW_LATENCY}
 * @param maxPendingBytes compressed, of all writers together, for one checkpoint; beyond its share
 *     of it a writer inserts before the checkpoint
 */
public record ClickHouseDefinition(
    String url,
    String database,
    String user,
    Secret password,
    Duration flushInterval,
    long maxPendingBytes)
    implements Serializable {}
