package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.PostgresServer;
import java.io.BufferedReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What passes the source does not have to fit into its heap: a table of wide rows (320 kB), in the
 * snapshot and in the log, and one transaction of many rows. {@code -Dmillrace.transaction=5000000
 * -Dmillrace.heap=256m} is the large run.
 */
class SmallHeapITCase {

  private static final long ROWS = Long.getLong("millrace.transaction", 300_000);
  private static final String HEAP = System.getProperty("millrace.heap", "96m");
  private static final int WIDE_ROWS = 250;

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of("max_wal_size", "4GB"));
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @Test
  void rowsAndTransactionsLargerThanTheHeap() throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE wide (id int PRIMARY KEY, body text)",
        "ALTER TABLE wide ALTER body SET STORAGE EXTERNAL",
        "INSERT INTO wide SELECT i, (SELECT string_agg(md5((i * n)::text), '') FROM"
            + " generate_series(1, 10000) n) FROM generate_series(1, "
            + WIDE_ROWS
            + ") i",
        "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(12,2), at timestamp)");
    Process process = start(database, ROWS + WIDE_ROWS);
    try (BufferedReader said = process.inputReader()) {
      assertThat(next(said, "read ")).startsWith("read " + WIDE_ROWS);
      database.run(
          "INSERT INTO items SELECT i, repeat('x', 60), i / 100.0, '2026-01-01' FROM"
              + " generate_series(1, "
              + ROWS
              + ") i",
          "UPDATE wide SET body = reverse(body)");
      String given = next(said, "given ");
      System.out.println("-Xmx" + HEAP + ": " + given);
      assertThat(given).startsWith("given " + (ROWS + WIDE_ROWS) + " ");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process start(TestPostgres.Database database, long expected) throws Exception {
    return ChildJvm.of(
            List.of("-Xmx" + HEAP, "-XX:MaxDirectMemorySize=256m", "-XX:+ExitOnOutOfMemoryError"),
            SourceInSmallHeap.class,
            List.of(
                "127.0.0.1:" + postgres.server().port(),
                database.name(),
                PostgresServer.USER,
                PostgresServer.PASSWORD,
                Long.toString(expected),
                "wide",
                "items"))
        .start();
  }

  /** The next line that begins so; fails with all that was said when there is none. */
  private static String next(BufferedReader said, String beginning) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(beginning)) {
        return line;
      }
      all.append(line).append('\n');
    }
    throw new AssertionError("the process ended without a line '" + beginning + "…':\n" + all);
  }
}
