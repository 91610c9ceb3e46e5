package io.millrace.sink.clickhouse.insert;

import static io.millrace.sink.clickhouse.encode.TestRows.batch;
import static io.millrace.sink.clickhouse.encode.TestRows.delete;
import static io.millrace.sink.clickhouse.encode.TestRows.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.FaultyProxy;
import io.millrace.sink.clickhouse.FaultyProxy.Fault;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.TestServer;
import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.client.ClickHouseException;
import io.millrace.sink.clickhouse.client.FailureKind;
import io.millrace.sink.clickhouse.encode.TestRows;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an insert whose outcome is unknown, on a real server behind a faulty proxy. */
class ShippingITCase {

  private static TestServer server;

  private FaultyProxy proxy;
  private PreparedTarget orders;
  private PreparedTarget moving;
  private Inserter inserter;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void tables() {
    List<PreparedTarget> targets =
        server.prepare(TestRows.target("orders"), TestRows.partitioned("moving"));
    orders = targets.get(0);
    moving = targets.get(1);
    proxy = new FaultyProxy(server.server().httpPort());
    inserter = inserter(server.options());
  }

  @AfterEach
  void closeProxy() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
  }

  private Inserter inserter(ClickHouseOptions direct) {
    ClickHouseOptions options =
        new ClickHouseOptions(
            URI.create("http://127.0.0.1:" + proxy.port()),
            direct.database(),
            direct.user(),
            direct.password(),
            direct.delivery(),
            direct.flushInterval(),
            direct.pendingBytes(),
            Duration.ofSeconds(60),
            direct.loadIsPaced(),
            direct.pipeline());
    return new Inserter(options, Set.of("orders", "moving"), new UnregisteredMetricsGroup());
  }

  private TableInsert insert(PreparedTarget target, UUID token, RowBatch... batches) {
    return new TableInsert(
        inserter.destination(),
        token,
        target.table(),
        WireColumns.of(target.layout()),
        List.of(batches));
  }

  private static TargetChange[] thousand(long commit) {
    return LongStream.range(0, 1000)
        .mapToObj(id -> upsert(commit, id, id, "n" + id, id % 3 == 0 ? null : id % 5))
        .toArray(TargetChange[]::new);
  }

  private static void assertEachOnce(String table, long rows) {
    assertThat(server.query("SELECT count(), uniqExact(id, _version) FROM shop." + table))
        .isEqualTo(rows + "\t" + rows);
  }

  @Test
  void aLostAnswerIsNotRepeated() throws Exception {
    for (PreparedTarget target : List.of(orders, moving)) {
      proxy.spoil(1, "INSERT", Fault.LOSE_ANSWER);
      inserter.insert(insert(target, UUID.randomUUID(), batch(target, thousand(100))));

      assertEachOnce(target.table(), 1000);
    }
    assertThat(proxy.spoilt()).isEqualTo(2);
  }

  @Test
  void aBodyCutShortLeavesNothingAndIsRepeated() throws Exception {
    proxy.spoil(3, "INSERT", Fault.CUT_REQUEST);
    inserter.insert(
        insert(
            moving, UUID.randomUUID(), batch(moving, thousand(100)), batch(moving, thousand(200))));

    assertThat(proxy.spoilt()).isEqualTo(3);
    assertThat(server.query("SELECT count() FROM shop.moving_current")).isEqualTo("1000");
    assertThat(server.query("SELECT count() = uniqExact(id, _version) FROM shop.moving"))
        .isEqualTo("1");
  }

  /**
   * Rows that a slice gives are in no order: one that an earlier attempt left may come behind those
   * that it cannot have left (simulator: EARLY_ROWS_TRUSTED_INSIDE_A_SLICE).
   */
  @Test
  void anEarlierAttemptsRowIsFoundBehindYoungerOnes() throws Exception {
    Inserter failed = inserter(server.options());
    failed.insert(insert(orders, UUID.randomUUID(), batch(orders, upsert(100, 1, 1, "one", 1L))));

    inserter.insert(insert(orders, UUID.randomUUID(), batch(orders, upsert(200, 2, 2, "two", 2L))));
    inserter.insert(insert(orders, UUID.randomUUID(), batch(orders, upsert(100, 1, 1, "one", 1L))));

    assertEachOnce("orders", 2);
  }

  @Test
  void aRestoredInsertThatHasLandedIsLeftAlone() throws Exception {
    TableInsert insert = insert(moving, UUID.randomUUID(), batch(moving, thousand(100)));
    inserter.insert(insert);
    // The token's time is over.
    server.query("ALTER TABLE shop.moving MODIFY SETTING non_replicated_deduplication_window = 0");

    inserter.repeat(insert);

    assertEachOnce("moving", 1000);
  }

  @Test
  void aRestoredInsertThatHasNotLandedIsSent() throws Exception {
    inserter.repeat(insert(orders, UUID.randomUUID(), batch(orders, thousand(100))));

    assertEachOnce("orders", 1000);
  }

  /** The server died after it noted the token and before it kept the rows. */
  @Test
  void aTokenWithoutItsRowsLosesNothing() throws Exception {
    for (PreparedTarget target : List.of(orders, moving)) {
      UUID token = UUID.randomUUID();
      inserter.insert(insert(target, token, batch(target, thousand(100))));
      server.query(
          "ALTER TABLE shop."
              + target.table()
              + " DELETE WHERE id >= 10 SETTINGS mutations_sync = 2");
      assertEachOnce(target.table(), 10);

      inserter.repeat(insert(target, token, batch(target, thousand(100))));

      assertEachOnce(target.table(), 1000);
    }
  }

  @Test
  void otherRowsUnderTheTokenLoseNothing() throws Exception {
    UUID token = UUID.randomUUID();
    inserter.insert(insert(orders, token, batch(orders, upsert(100, 0, 5000, "other", 1L))));

    inserter.repeat(insert(orders, token, batch(orders, thousand(100))));

    assertEachOnce("orders", 1001);
  }

  @Test
  void onlyTheMissingPartitionIsSent() throws Exception {
    TableInsert insert = insert(moving, UUID.randomUUID(), batch(moving, thousand(100)));
    inserter.insert(insert);
    server.query(
        "ALTER TABLE shop.moving DELETE WHERE created_at IS NULL SETTINGS mutations_sync = 2");

    inserter.repeat(insert);

    assertEachOnce("moving", 1000);
    assertThat(server.query("SELECT count() FROM shop.moving_current WHERE created_at IS NULL"))
        .isEqualTo("334");
  }

  /** Merges drop older versions; they must not come back. */
  @Test
  void rowsReplacedSinceCountAsThere() throws Exception {
    TableInsert first =
        insert(orders, UUID.randomUUID(), batch(orders, upsert(100, 0, 1, "old", 1L)));
    inserter.insert(first);
    inserter.insert(insert(orders, UUID.randomUUID(), batch(orders, upsert(200, 0, 1, "new", 1L))));
    server.query("OPTIMIZE TABLE shop.orders FINAL");

    inserter.repeat(first);

    assertThat(server.lines("SELECT name, toUInt64(bitShiftRight(_version, 64)) FROM shop.orders"))
        .containsExactly("new\t200");
  }

  @Test
  void severalVersionsInOneInsertCountAsThere() throws Exception {
    TableInsert insert =
        insert(
            orders,
            UUID.randomUUID(),
            batch(
                orders,
                upsert(100, 0, 1, "a", 1L),
                upsert(100, 1, 1, "b", 1L),
                upsert(100, 0, 2, "c", 1L),
                delete(100, 2, 2)));
    inserter.insert(insert);
    server.query("ALTER TABLE shop.orders MODIFY SETTING non_replicated_deduplication_window = 0");

    inserter.repeat(insert);

    assertThat(server.lines("SELECT name FROM shop.orders_current")).containsExactly("b");
    assertEachOnce("orders", 2);
  }

  @Test
  void anEarlierTryIsWaitedFor() throws Exception {
    TableInsert insert = insert(orders, UUID.randomUUID(), batch(orders, thousand(100)));
    String running = Shipping.queryIdPrefix(insert) + "-earlier";
    Thread earlier =
        new Thread(
            () ->
                inserterQuery(
                    "INSERT INTO shop.orders SELECT number, 'n', NULL, bitShiftLeft(toUInt128(100), 64) + number * 2 + 1, 0"
                        + " FROM numbers(1000) WHERE sleepEachRow(0.002) = 0 SETTINGS max_block_size = 100",
                    running));
    earlier.start();
    String processes = "SELECT count() FROM system.processes WHERE query_id = '" + running + "'";
    while (server.query(processes).equals("0")) {
      Thread.sleep(20);
    }

    inserter.repeat(insert);

    earlier.join();
    assertEachOnce("orders", 1000);
  }

  private static void inserterQuery(String sql, String queryId) {
    try {
      new io.millrace.sink.clickhouse.client.ClickHouseClient(
              server.options(), Duration.ofMinutes(1))
          .query("/* slow */ " + sql, Map.of("query_id", queryId));
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rowsOfAnEarlierAttemptAreNotDoubled() throws Exception {
    inserter.insert(insert(orders, UUID.randomUUID(), batch(orders, thousand(100))));
    inserter = inserter(server.options());

    inserter.insert(
        insert(
            orders,
            UUID.randomUUID(),
            batch(orders, thousand(100)),
            batch(orders, upsert(101, 0, 5000, "new", 1L))));

    assertEachOnce("orders", 1001);
  }

  @Test
  void commitRowsAreWrittenOnce() throws Exception {
    CommitRow row =
        new CommitRow(
            inserter.destination(),
            UUID.randomUUID(),
            "te'st",
            7,
            1000,
            5_000_000,
            Map.of("a", 3L));
    proxy.spoil(1, "_millrace_commits", Fault.LOSE_ANSWER);
    inserter.insert(row);
    server.query(
        "ALTER TABLE shop._millrace_commits MODIFY SETTING non_replicated_deduplication_window = 0");
    inserter.repeat(row);

    assertThat(proxy.spoilt()).isEqualTo(1);
    assertThat(
            server.lines(
                "SELECT pipeline, checkpoint_id, commit_lsn, commit_time, rows,"
                    + " dateDiff('second', published_at, now()) < 60 FROM shop._millrace_commits"
                    + " FORMAT TSVRaw"))
        .containsExactly("te'st\t7\t1000\t1970-01-01 00:00:05.000000\t{'a':3}\t1");
  }

  @Test
  void whatCannotBeMendedFailsAtOnce() {
    server.query("DROP TABLE shop.orders SYNC");

    assertThatThrownBy(
            () ->
                inserter.insertReplayable(
                    insert(orders, UUID.randomUUID(), batch(orders, thousand(1)))))
        .isInstanceOfSatisfying(
            ClickHouseException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.FATAL))
        .hasMessageContainingAll("1000 rows for table orders", "code 60");
  }
}
