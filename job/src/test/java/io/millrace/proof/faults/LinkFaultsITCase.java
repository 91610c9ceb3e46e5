package io.millrace.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.RunningJob;
import io.millrace.end.ShopLoad;
import io.millrace.end.ShopSchema;
import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import io.millrace.proof.faults.FaultyLink.Mode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The network on either side of the job misbehaves under load, in every way that {@link FaultyLink}
 * knows: the job rides through inside its tasks, all is equal afterwards and nothing is there
 * twice.
 */
class LinkFaultsITCase {

  private static final AtomicInteger SEEDS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int HITS = 2;
  private static final int HELD_MILLIS = 1_000;

  private static FaultyLink toPostgres;
  private static FaultyLink toClickHouse;
  private static TestPipeline shop;
  private static RunningJob job;
  private ShopLoad load;

  @BeforeAll
  static void start() throws Exception {
    TestServers servers = TestServers.get();
    toPostgres = new FaultyLink(servers.postgres::port);
    toClickHouse = new FaultyLink(servers.clickhouse::httpPort).sparingGets();
    shop =
        ShopSchema.targets(new TestPipeline(servers))
            .through(toPostgres.port(), toClickHouse.port());
    ShopSchema.create(shop);
    job = RunningJob.start(shop, 2);
    shop.awaitPublished();
  }

  @BeforeEach
  void load() {
    load = new ShopLoad(shop, SEEDS.incrementAndGet(), 2, 60);
  }

  @AfterAll
  static void stop() throws Exception {
    job.close();
    toPostgres.close();
    toClickHouse.close();
  }

  @ParameterizedTest
  @EnumSource(names = "SOUND", mode = EnumSource.Mode.EXCLUDE)
  void toPostgres(Mode mode) throws Exception {
    ridesThrough(toPostgres, mode);
  }

  @ParameterizedTest
  @EnumSource(names = "SOUND", mode = EnumSource.Mode.EXCLUDE)
  void toClickHouse(Mode mode) throws Exception {
    ridesThrough(toClickHouse, mode);
  }

  /** The answers come after all: what was repeated meanwhile must not count twice. */
  @Test
  void answersOfClickHouseComeLate() throws Exception {
    misbehave(toClickHouse, Mode.ANSWER_WITHHELD);
    toClickHouse.become(Mode.SOUND);
    assertWhole();
  }

  /** Half-open for good, and nobody is told: found out by the next ping. */
  @Test
  void clickHouseIsNeverHeardOfAgain() throws Exception {
    toClickHouse.forget();
    assertWhole();
  }

  /** Found out by the server's silence, which takes a minute. */
  @Test
  @EnabledIfSystemProperty(named = "millrace.long", matches = "true")
  void postgresIsNeverHeardOfAgain() throws Exception {
    toPostgres.forget();
    assertWhole();
  }

  private void ridesThrough(FaultyLink link, Mode mode) throws Exception {
    misbehave(link, mode);
    if (mode == Mode.SILENT || mode == Mode.ANSWER_WITHHELD) {
      link.reset();
    }
    link.become(Mode.SOUND);
    assertWhole();
  }

  /** Long enough to be met, more than once where it can be. */
  private static void misbehave(FaultyLink link, Mode mode) throws InterruptedException {
    long before = link.hits();
    link.become(mode);
    int hits = mode.name().startsWith("CUT") ? HITS : 1;
    Awaitility.await("the job meets it").atMost(PATIENCE).until(() -> link.hits() >= before + hits);
    Thread.sleep(HELD_MILLIS);
  }

  /** Fresh while the load goes on, and equal to the last row when it has stopped. */
  private void assertWhole() throws Exception {
    shop.awaitPublished();
    load.close();
    shop.awaitPublished();
    shop.assertEqual();
    assertThat(job.exceptions()).as("restarts").isEmpty();
  }
}
