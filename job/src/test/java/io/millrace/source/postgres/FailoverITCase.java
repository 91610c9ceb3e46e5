package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.millrace.change.Change;
import io.millrace.change.Position;
import io.millrace.local.PostgresServer;
import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.connect.Tls;
import io.millrace.source.postgres.split.StreamSplit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The primary is gone for good and its standby promoted, of which the source knows the address. */
class FailoverITCase {

  private static final String NAME = "failover";

  private TestPostgres primary;
  private TestPostgres standby;
  private TestPostgres.Database database;
  private List<SourceScan> scans;

  @BeforeAll
  static void slotsAreSynchronizedFrom17On() {
    String version = System.getProperty("millrace.postgres", "17");
    assumeThat(Integer.parseInt(version.split("\\.", 2)[0])).isGreaterThanOrEqualTo(17);
  }

  @BeforeEach
  void startPair() throws Exception {
    primary = TestPostgres.start(Map.of());
    database = primary.database();
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, name text)",
        "INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 1000) i");
    scans = database.scans("items");
    standby = Standby.of(primary);
  }

  @AfterEach
  void stopPair() throws Exception {
    primary.close();
    if (standby != null) {
      standby.close();
    }
  }

  private PostgresSourceOptions options() {
    PostgresDatabase either =
        new PostgresDatabase(
            List.of("127.0.0.1:" + primary.server().port(), "127.0.0.1:" + standby.server().port()),
            database.name(),
            PostgresServer.USER,
            new Secret(PostgresServer.PASSWORD),
            Tls.DEFAULT,
            Duration.ofSeconds(10),
            PostgresDatabase.RETRY_FOR);
    return PostgresSourceOptions.of(either, NAME).withFailoverSlot(true);
  }

  private TestPostgres.Database promoted() throws Exception {
    primary.server().kill();
    Standby.promote(standby);
    return standby.database(database.name());
  }

  /** With the order of the log held: what is read has reached the standby. */
  @Test
  void goesOnWithTheStandbyThatHasTheSlot() throws Exception {
    primary
        .database("postgres")
        .run(
            "ALTER SYSTEM SET synchronized_standby_slots = '" + Standby.SLOT + "'",
            "SELECT pg_reload_conf()");
    try (SourceRun run = SourceRun.start(options(), scans)) {
      run.awaitWatermark(Change.SNAPSHOT_DELIVERED);
      database.run("UPDATE items SET name = 'before' WHERE id % 2 = 0");
      run.awaitWatermark(database.lsn());
      Standby.awaitSlot(primary, standby, NAME);
      database.run("DELETE FROM items WHERE id % 3 = 0", "UPDATE items SET id = -id WHERE id = 1");
      TestPostgres.Database now = promoted();
      now.run(
          "UPDATE items SET name = 'after' WHERE id % 5 = 0",
          "INSERT INTO items VALUES (5000, 'x')");
      run.awaitWatermark(now.lsn());
      Replay.of(run.events(), scans).assertSame(0, now);
      assertThat(run.tape().restoredAt()).hasSize(1);
    }
  }

  @Test
  void isRefusedWithoutTheSlot() throws Exception {
    PostgresSourceOptions options = options().withFailoverSlot(false);
    try (SourceRun run = SourceRun.start(options, scans)) {
      run.awaitWatermark(1);
      promoted();
      assertThat(run.awaitFailure())
          .contains("slot " + NAME + " is gone", "the server was promoted, and had no such slot")
          .contains("source.failover-slot: true", "--adopt-slot");
    }
  }

  /** The standby never got a transaction that the source has given, whole or in part. */
  @Test
  void isRefusedWhenTheStandbyLacksWhatWasRead() throws Exception {
    try (SourceRun run = SourceRun.start(options(), scans)) {
      run.awaitWatermark(1);
      Standby.awaitSlot(primary, standby, NAME);
      long had = database.lsn();
      Standby.awaitLog(standby, had);
      Standby.cutOff(standby);
      database.run("INSERT INTO items VALUES (5000, 'lost')");
      long lost = database.lsn();
      run.awaitWatermark(lost);
      TestPostgres.Database now = promoted();
      assertThat(run.awaitFailure())
          .contains("the server was promoted at", "transactions are lost there", "anew");
      assertThat(refused(now, had, new Position(lost, 3))).contains("transactions are lost there");
      assertThat(refused(now, had, new Position(had, 3))).contains("had no such slot");
    }
  }

  /**
   * What is said to a reader of another slot.
   *
   * @param resume end of the last transaction that it has given whole
   * @param last change that it has given
   */
  private String refused(TestPostgres.Database now, long resume, Position last) throws Exception {
    String system = now.ask("SELECT system_identifier FROM pg_control_system()");
    ServerIdentity primaryThen = new ServerIdentity(system, 1, now.name());
    StreamSplit state = new StreamSplit(primaryThen, resume, resume, last, 0, 0, false);
    try (LogTape tape = LogTape.start(now, scans, state)) {
      return tape.awaitFailure().getMessage();
    }
  }

  /** A chunk that was read from the primary may be of transactions that the standby never got. */
  @Test
  void isRefusedInTheMiddleOfTheSnapshot() throws Exception {
    PostgresSourceOptions slow =
        options().withSnapshot(SnapshotOptions.DEFAULT.withChunkRows(100).withBytesPerSecond(8000));
    try (SourceRun run = SourceRun.start(slow, scans)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> run.tape().size() > 0);
      promoted();
      assertThat(run.awaitFailure())
          .contains("the server was promoted (timeline 1 to 2) while its tables were read")
          .contains("--truncate-targets");
    }
  }
}
