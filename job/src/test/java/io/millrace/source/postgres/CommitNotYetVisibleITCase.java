package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.source.SourceScan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A commit stands in the log before others see what it did. Waiting for a standby that is not there
 * makes that moment as long as one likes.
 */
class CommitNotYetVisibleITCase {

  @Test
  void aValueLeftOutOfTheLogIsWaitedFor() throws Exception {
    try (TestPostgres postgres = TestPostgres.start(Map.of())) {
      TestPostgres.Database database = postgres.database();
      database.run(
          "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(12,2))",
          "ALTER TABLE items ALTER name SET STORAGE EXTERNAL",
          "INSERT INTO items VALUES (1, repeat('x', 5000), 1)");
      List<SourceScan> scans = database.scans("items");
      try (SourceRun run = SourceRun.start(database.options(), scans)) {
        run.awaitWatermark(1);
        waitForStandby(database, "nobody");
        CompletableFuture<Void> update =
            CompletableFuture.runAsync(() -> run(database, "UPDATE items SET id = 2"));
        await()
            .until(
                () ->
                    "SyncRep"
                        .equals(
                            database.ask(
                                "SELECT wait_event FROM pg_stat_activity"
                                    + " WHERE query LIKE 'UPDATE items%'")));
        Thread.sleep(1000);
        waitForStandby(database, "");
        update.get();
        run.awaitWatermark(database.lsn());
        Replay.of(run.events(), scans).assertSame(0, database);
      }
    }
  }

  private static void waitForStandby(TestPostgres.Database database, String name) {
    run(database, "ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
    run(database, "SELECT pg_reload_conf()");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(database.ask("SHOW synchronous_standby_names")).isEqualTo(name));
  }

  private static void run(TestPostgres.Database database, String statement) {
    try {
      database.run(statement);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
