package io.millrace.sink.clickhouse;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * How to reach ClickHouse and how to write there.
 *
 * @param url of the HTTP interface of one server (not a list: the guarantees rest on asking the
 *     server that was written to), such as {@code http://localhost:8123}
 * @param flushInterval how long a row may wait in {@link Delivery#LOW_LATENCY}
 * @param pendingBytes compressed bytes that all subtasks together may hold back for a checkpoint; a
 *     subtask beyond its share inserts early
 * @param retryFor how long an insert is tried before the job fails (and, restarted, tries on);
 *     below the checkpoint timeout it keeps a long outage from failing checkpoints first
 * @param loadIsPaced whether the source emits no more of the first load between two checkpoints
 *     than can wait here; then nothing is inserted early before the load is whole
 * @param pipeline name in {@code _millrace_commits}
 */
public record ClickHouseOptions(
    URI url,
    String database,
    String user,
    Secret password,
    Delivery delivery,
    Duration flushInterval,
    long pendingBytes,
    Duration retryFor,
    boolean loadIsPaced,
    String pipeline)
    implements Serializable {

  public static final Duration FLUSH_INTERVAL = Duration.ofMillis(500);

  /**
   * Everything of a checkpoint meets in the one committer, whose state Flink copies some four times
   * while it writes it: 128 MB are half a gigabyte of heap and more there. LZ4 makes 128 MB of some
   * 400 MB of rows.
   */
  public static final long PENDING_BYTES = 128L << 20;

  public static final Duration RETRY_FOR = Duration.ofMinutes(1);

  public ClickHouseOptions {
    Objects.requireNonNull(password);
    Objects.requireNonNull(delivery);
    Objects.requireNonNull(pipeline);
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
      throw new IllegalArgumentException(
          "clickhouse url must look like http://host:8123 or https://host:8443");
    }
    if (flushInterval.isNegative() || flushInterval.isZero()) {
      throw new IllegalArgumentException("flush interval must be positive");
    }
    if (pendingBytes < 1 << 20) {
      throw new IllegalArgumentException("pending bytes must be at least 1 MB");
    }
  }

  /** With the defaults. */
  public static ClickHouseOptions of(
      URI url, String database, String user, Secret password, String pipeline) {
    return new ClickHouseOptions(
        url,
        database,
        user,
        password,
        Delivery.EXACTLY_ONCE,
        FLUSH_INTERVAL,
        PENDING_BYTES,
        RETRY_FOR,
        true,
        pipeline);
  }

  public ClickHouseOptions withDelivery(Delivery changed) {
    return new ClickHouseOptions(
        url,
        database,
        user,
        password,
        changed,
        flushInterval,
        pendingBytes,
        retryFor,
        loadIsPaced,
        pipeline);
  }

  public ClickHouseOptions withFlushInterval(Duration changed) {
    return new ClickHouseOptions(
        url,
        database,
        user,
        password,
        delivery,
        changed,
        pendingBytes,
        retryFor,
        loadIsPaced,
        pipeline);
  }

  public ClickHouseOptions withPendingBytes(long changed) {
    return new ClickHouseOptions(
        url,
        database,
        user,
        password,
        delivery,
        flushInterval,
        changed,
        retryFor,
        loadIsPaced,
        pipeline);
  }

  public ClickHouseOptions withRetryFor(Duration changed) {
    return new ClickHouseOptions(
        url,
        database,
        user,
        password,
        delivery,
        flushInterval,
        pendingBytes,
        changed,
        loadIsPaced,
        pipeline);
  }

  public ClickHouseOptions withLoadIsPaced(boolean changed) {
    return new ClickHouseOptions(
        url,
        database,
        user,
        password,
        delivery,
        flushInterval,
        pendingBytes,
        retryFor,
        changed,
        pipeline);
  }

  /** Host and port as a person would name them; without user and password. */
  public String address() {
    return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ClickHouse[" + address() + ", database " + database + ", user " + user + "]";
  }
}
