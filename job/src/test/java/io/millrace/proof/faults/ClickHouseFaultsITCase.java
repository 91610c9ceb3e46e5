package io.millrace.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.RunningJob;
import io.millrace.end.ShopSchema;
import io.millrace.end.TestHome;
import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import io.millrace.local.ClickHouseServer;
import io.millrace.local.LocalHome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * ClickHouse refuses, for each of its reasons: nothing is published meanwhile, nothing is lost, and
 * all comes once the reason is gone. The server is the test's own, on a small disk where that can
 * be had.
 */
class ClickHouseFaultsITCase {

  private static final int MEGABYTES = 300;
  private static final String WRITER = "writer";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int READONLY = 164;
  private static final int MEMORY_LIMIT_EXCEEDED = 241;
  private static final int TABLE_IS_PERMANENTLY_READ_ONLY = 774;
  private static final int NOT_ENOUGH_SPACE = 243;
  private static final int TOO_MANY_PARTS = 252;

  private static Optional<SmallDisk> disk;
  private static ClickHouseServer clickhouse;

  private TestPipeline shop;
  private RunningJob job;

  private interface Action {
    void run() throws Exception;
  }

  @BeforeAll
  static void startServer() throws Exception {
    disk = SmallDisk.mountIfAllowed(MEGABYTES);
    clickhouse =
        new ClickHouseServer(
                LocalHome.ofTest(
                    disk.isPresent() ? disk.get().dir() : TestHome.create("millrace-clickhouse")))
            .withUser(WRITER, WRITER, "GRANT ALL ON *.*");
  }

  @AfterAll
  static void stopServer() throws Exception {
    clickhouse.kill();
    if (disk.isPresent()) {
      disk.get().close();
    }
  }

  @BeforeEach
  void startJob() throws Exception {
    clickhouse.start();
    shop =
        ShopSchema.targets(
            new TestPipeline(TestServers.get().postgres, clickhouse)
                .clickhouseUser(WRITER, WRITER));
    ShopSchema.create(shop);
    job = RunningJob.start(shop, 2);
    shop.awaitPublished();
  }

  @AfterEach
  void stopJob() throws Exception {
    job.close();
  }

  @Test
  void tooManyParts() throws Exception {
    waits(
        () -> alterOrders("MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1"),
        TOO_MANY_PARTS,
        () -> alterOrders("RESET SETTING parts_to_throw_insert, parts_to_delay_insert"));
    assertThat(job.exceptions()).as("restarts").isEmpty();
  }

  private void alterOrders(String how) {
    shop.clickhouse("ALTER TABLE {db}.order_fact " + how);
  }

  @Test
  void memoryLimit() throws Exception {
    waits(
        () -> restart(clickhouse.withProfile(Map.of("max_memory_usage", "2000000"))),
        MEMORY_LIMIT_EXCEEDED,
        () -> restart(clickhouse));
    assertThat(job.exceptions()).as("restarts").isEmpty();
  }

  @Test
  void diskFull() throws Exception {
    Assumptions.assumeTrue(disk.isPresent(), "a tmpfs can be mounted");
    waits(disk.get()::fill, NOT_ENOUGH_SPACE, disk.get()::free);
    assertThat(job.exceptions()).as("restarts").isEmpty();
  }

  @Test
  void readOnlyTable() throws Exception {
    saysSo(
        () -> alterOrders("MODIFY SETTING table_readonly = 1"),
        TABLE_IS_PERMANENTLY_READ_ONLY,
        () -> alterOrders("RESET SETTING table_readonly"));
  }

  @Test
  void readOnlyUser() throws Exception {
    saysSo(
        () -> restart(clickhouse.withProfile(Map.of("readonly", "1"))),
        READONLY,
        () -> restart(clickhouse));
  }

  /** Waiting alone would not mend it, so the job fails with the reason, and tries again. */
  private void saysSo(Action hinder, int code, Action mend) throws Exception {
    waits(
        hinder,
        code,
        () -> {
          awaitTrue("failure", () -> job.exceptions().contains("code " + code));
          mend.run();
        });
    assertThat(job.exceptions()).contains("cannot be inserted", "code " + code);
  }

  /**
   * @param code of ClickHouse, that it then refuses inserts with
   */
  private void waits(Action hinder, int code, Action mend) throws Exception {
    hinder.run();
    long refused = errors(code);
    long before = shop.published();
    shop.sql("UPDATE customers SET note = repeat(md5(random()::text), 400)");
    awaitTrue("code " + code, () -> errors(code) > refused + 1);
    assertThat(shop.published()).as("published although orders are refused").isEqualTo(before);
    mend.run();
    shop.awaitPublished();
    shop.assertEqual();
  }

  private static void restart(ClickHouseServer as) {
    clickhouse.kill();
    as.start();
  }

  private static long errors(int code) {
    return Long.parseLong(
        clickhouse.query("SELECT sum(value) FROM system.errors WHERE code = " + code).strip());
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void awaitTrue(String what, Condition condition) {
    Awaitility.await(what).atMost(PATIENCE).until(condition::holds);
  }
}
