package io.millrace.sink.clickhouse.insert;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts of one task's inserts, in its metric group {@code clickhouse}. */
public final class InsertMetrics {

  private final Counter inserts;
  private final Counter insertedRows;
  private final Counter insertedBytes;
  private final Counter retries;
  private final Counter looks;
  private final Counter foundThere;
  private final Counter resentRows;
  private volatile long unreachableSince;

  public InsertMetrics(MetricGroup task) {
    MetricGroup group = task.addGroup("clickhouse");
    inserts = group.counter("inserts");
    insertedRows = group.counter("insertedRows");
    insertedBytes = group.counter("insertedBytes");
    retries = group.counter("insertRetries");
    looks = group.counter("readBacks");
    foundThere = group.counter("insertsFoundThere");
    resentRows = group.counter("insertsWithRowsMissing");
    group.gauge("unreachableSeconds", this::unreachableSeconds);
  }

  void inserted(long rows, long compressedBytes) {
    inserts.inc();
    insertedRows.inc(rows);
    insertedBytes.inc(compressedBytes);
  }

  void retried() {
    retries.inc();
    if (unreachableSince == 0) {
      unreachableSince = System.nanoTime() | 1;
    }
  }

  void reachable() {
    unreachableSince = 0;
  }

  void looked() {
    looks.inc();
  }

  void foundThere() {
    foundThere.inc();
  }

  void rowsResent() {
    resentRows.inc();
  }

  private long unreachableSeconds() {
    long since = unreachableSince;
    return since == 0 ? 0 : (System.nanoTime() - since) / 1_000_000_000L;
  }
}
