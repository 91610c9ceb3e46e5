package io.millrace.sink.clickhouse.commit;

import io.millrace.sink.clickhouse.client.ClickHouseException;
import io.millrace.sink.clickhouse.client.ErrorCodes;
import io.millrace.sink.clickhouse.insert.CommitRow;
import io.millrace.sink.clickhouse.insert.Inserter;
import io.millrace.sink.clickhouse.insert.TableInsert;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Committer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a completed checkpoint: its inserts in the order of the targets (dimensions before
 * facts), then the row in {@code _millrace_commits}. Everything comes to one subtask, so
 * checkpoints are published in order.
 *
 * <p>The row is written here and not by a global committer behind this one: Flink hands every
 * committable on to what follows, so all rows would travel again, and what waits there is in no
 * checkpoint of its own.
 *
 * <p>Waits in the task's thread. While ClickHouse is away the next barrier waits too, writers fill
 * up to their limit and hold back the source; nothing is lost or piles up. Flink's own {@code
 * retryLater} repeats at once and a few times only, which is of no use against an outage.
 */
public final class ClickHouseCommitter implements Committer<Publication> {

  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseCommitter.class);

  private final List<String> tables;
  private final String pipeline;
  private final long restoredCheckpoint;
  private final Inserter inserter;

  /**
   * @param tables of the targets, in the order to insert in
   * @param restoredCheckpoint committables up to it may have been committed before; 0: none
   */
  public ClickHouseCommitter(
      List<String> tables, String pipeline, long restoredCheckpoint, Inserter inserter) {
    this.tables = List.copyOf(tables);
    this.pipeline = pipeline;
    this.restoredCheckpoint = restoredCheckpoint;
    this.inserter = inserter;
  }

  /** Called with all committables of one checkpoint; what is not signalled is committed. */
  @Override
  public void commit(Collection<CommitRequest<Publication>> requests)
      throws IOException, InterruptedException {
    Map<UUID, List<InsertPart>> inserts = new LinkedHashMap<>();
    List<Marker> markers = new ArrayList<>();
    for (CommitRequest<Publication> request : requests) {
      if (request.getCommittable() instanceof InsertPart part) {
        inserts.computeIfAbsent(part.token(), token -> new ArrayList<>()).add(part);
      } else {
        markers.add((Marker) request.getCommittable());
      }
    }
    for (List<InsertPart> parts : inOrder(inserts.values())) {
      insert(parts);
    }
    for (Marker marker : markers) {
      publish(marker);
    }
  }

  private List<List<InsertPart>> inOrder(Collection<List<InsertPart>> inserts) {
    List<List<InsertPart>> ordered = new ArrayList<>(inserts);
    ordered.sort(Comparator.comparingInt(parts -> tables.indexOf(table(parts))));
    return ordered;
  }

  private static String table(List<InsertPart> parts) {
    return parts.get(0).batch().table();
  }

  private void insert(List<InsertPart> parts) throws IOException, InterruptedException {
    parts.sort(Comparator.comparingInt(InsertPart::index));
    InsertPart first = parts.get(0);
    if (parts.size() != first.parts()) {
      throw new IllegalStateException(
          "checkpoint %d has %d of %d parts of an insert for table %s"
              .formatted(first.checkpoint(), parts.size(), first.parts(), table(parts)));
    }
    TableInsert insert =
        new TableInsert(
            inserter.destination(),
            first.token(),
            table(parts),
            first.columns(),
            parts.stream().map(InsertPart::batch).toList());
    boolean restored = first.checkpoint() <= restoredCheckpoint;
    try {
      if (restored) {
        inserter.repeat(insert);
      } else {
        inserter.insert(insert);
      }
    } catch (ClickHouseException e) {
      if (!restored || e.code() != ErrorCodes.UNKNOWN_TABLE || tables.contains(table(parts))) {
        throw e;
      }
      LOG.warn(
          "table {} is neither in the pipeline nor in ClickHouse any more; dropping {}",
          table(parts),
          insert.describe());
    }
  }

  private void publish(Marker marker) throws IOException, InterruptedException {
    CommitRow row =
        new CommitRow(
            inserter.destination(),
            marker.token(),
            pipeline,
            marker.checkpoint(),
            marker.commit().lsn(),
            marker.commit().timeMicros(),
            marker.rows());
    if (marker.checkpoint() <= restoredCheckpoint) {
      inserter.repeat(row);
    } else {
      inserter.insert(row);
    }
  }

  @Override
  public void close() {}
}
