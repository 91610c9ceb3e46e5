package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.client.Backoff;
import io.millrace.sink.clickhouse.client.ClickHouseClient;
import io.millrace.sink.clickhouse.client.ClickHouseException;
import io.millrace.sink.clickhouse.client.FailureKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets shipments there exactly once.
 *
 * <p>The token alone does not do: it leaves the server's window in time, and a plain MergeTree
 * notes it before the rows are kept, so a server killed in between swallows the repetition. So
 * whenever an answer is missing, or a checkpoint is restored, it looks: it waits until the server
 * no longer works on an earlier try, asks which rows are missing, sends again only if some are, and
 * asks again.
 *
 * <p>Waits in the calling thread, up to a limit; then the caller's task fails, and its restart
 * begins with looking.
 */
public final class Shipping {

  private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);

  private static final int TRIES_A_LINE = 6;

  private final ClickHouseClient client;
  private final Duration retryFor;
  private final InsertMetrics metrics;

  public Shipping(ClickHouseClient client, Duration retryFor, InsertMetrics metrics) {
    this.client = client;
    this.retryFor = retryFor;
    this.metrics = metrics;
  }

  /** Something that needs the server to answer. */
  @FunctionalInterface
  public interface Request {
    void run() throws IOException, InterruptedException;
  }

  /** Whether an earlier process may have sent a shipment. */
  @FunctionalInterface
  public interface Suspicion {
    boolean mayBeThere() throws IOException, InterruptedException;
  }

  /**
   * Repeats a request that may be repeated until it succeeds.
   *
   * @throws ClickHouseException if it cannot be done, or not in time
   */
  public void insist(String what, Request request) throws IOException, InterruptedException {
    Backoff backoff = new Backoff(retryFor);
    while (true) {
      try {
        request.run();
        metrics.reachable();
        return;
      } catch (ClickHouseException e) {
        waitAfter(e, what, backoff);
      }
    }
  }

  /**
   * Sends a shipment once.
   *
   * @throws ClickHouseException if it cannot be done, or not in time
   */
  public void ship(Shipment shipment, Suspicion suspicion)
      throws IOException, InterruptedException {
    Voyage voyage = new Voyage(shipment, suspicion);
    insist(shipment.describe(), voyage::sail);
  }

  private void waitAfter(ClickHouseException e, String what, Backoff backoff)
      throws ClickHouseException, InterruptedException {
    if (e.kind() == FailureKind.FATAL || e.kind() == FailureKind.POISON) {
      throw new ClickHouseException(
          e.kind(), e.code(), what + " cannot be inserted: " + e.getMessage(), e);
    }
    metrics.retried();
    if (backoff.tries() % TRIES_A_LINE == 0) {
      LOG.warn(
          "{}: {}; trying on, {} of {} s gone",
          what,
          e.getMessage(),
          backoff.waited().toSeconds(),
          retryFor.toSeconds());
    }
    if (!backoff.await(e.code() != ClickHouseException.NO_CODE)) {
      throw new ClickHouseException(
          e.kind(),
          e.code(),
          "sink: %s has not been possible for %d s: %s. Nothing is lost: what is sealed is in the checkpoint, the job starts again and tries on. Look after the server, or correct clickhouse.url"
              .formatted(what, backoff.waited().toSeconds(), e.getMessage()),
          e);
    }
  }

  /** A shipment on its way: what is known of it from one try to the next. */
  private final class Voyage {

    private final Shipment shipment;
    private final Suspicion suspicion;
    private boolean asked;
    private boolean look;
    private boolean sentBefore;

    Voyage(Shipment shipment, Suspicion suspicion) {
      this.shipment = shipment;
      this.suspicion = suspicion;
    }

    void sail() throws IOException, InterruptedException {
      if (!asked) {
        look = suspicion.mayBeThere();
        sentBefore = look;
        asked = true;
      }
      if (look) {
        long missing = missing();
        if (missing == 0) {
          metrics.foundThere();
          return;
        }
        if (missing < shipment.rows()) {
          sendMissing();
          return;
        }
        look = false;
      }
      send();
    }

    private void send() throws IOException, InterruptedException {
      client.ping();
      boolean again = sentBefore;
      sentBefore = true;
      try {
        shipment.send();
      } catch (ClickHouseException e) {
        look = e.kind() == FailureKind.UNKNOWN_OUTCOME;
        throw e;
      }
      look = again;
      if (again && missing() > 0) {
        LOG.warn("{}: the server knows the token but not all rows", shipment.describe());
        sendMissing();
      }
    }

    /**
     * Not all again: the token of those that are there may have been forgotten. Once acknowledged
     * these rows are done with; if a merge or a TTL takes one away, that is the table's business.
     */
    private void sendMissing() throws IOException, InterruptedException {
      look = true;
      metrics.rowsResent();
      shipment.sendMissing();
    }

    private long missing() throws IOException, InterruptedException {
      awaitEnd();
      metrics.looked();
      return shipment.missing();
    }

    /**
     * A request whose client has gone may still run, and what it inserts is not there yet. It is
     * waited for, not killed: a killed insert can lose rows that replicas have acknowledged.
     */
    private void awaitEnd() throws IOException, InterruptedException {
      String running =
          "SELECT count() FROM system.processes WHERE startsWith(query_id, '%s')"
              .formatted(queryIdPrefix(shipment));
      if (!client.query(running, Map.of()).strip().equals("0")) {
        throw new ClickHouseException(
            FailureKind.UNKNOWN_OUTCOME,
            ClickHouseException.NO_CODE,
            "ClickHouse is still working on an earlier try",
            null);
      }
    }
  }

  /** All tries of a shipment have query ids that begin so. */
  static String queryIdPrefix(Shipment shipment) {
    return "millrace-" + shipment.token();
  }
}
