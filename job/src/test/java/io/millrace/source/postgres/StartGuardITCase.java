package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.millrace.change.Position;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.guard.PostgresSlot;
import io.millrace.source.postgres.split.StreamSplit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source that cannot go on without a gap refuses to, says why and what to do. */
class StartGuardITCase {

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of());
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  private TestPostgres.Database database;
  private List<SourceScan> scans;
  private StreamSplit state;

  /** A source that has read everything, and is stopped. */
  @BeforeEach
  void readAndStop() throws Exception {
    database = postgres.database();
    database.run("CREATE TABLE t (id int PRIMARY KEY, v text)");
    scans = database.scans("t");
    StreamSplit begin = LogTape.begin(database, scans);
    database.run("INSERT INTO t VALUES (1, 'a')");
    try (LogTape tape = LogTape.start(database, scans, begin)) {
      tape.awaitWatermark(database.lsn());
      state = tape.state();
    }
    await()
        .until(
            () ->
                "f"
                    .equals(
                        database.ask(
                            "SELECT active FROM pg_replication_slots WHERE slot_name = '"
                                + database.name()
                                + "'")));
  }

  private void assertRefused(StreamSplit from, String... parts) throws Exception {
    try (LogTape tape = LogTape.start(database, scans, from)) {
      Throwable failure = tape.awaitFailure();
      assertThat(failure).isInstanceOf(SourceRefusedException.class);
      for (String part : parts) {
        assertThat(failure).hasMessageContaining(part);
      }
    }
  }

  private void slot(String function, String more) throws Exception {
    database.ask("SELECT " + function + "('" + database.name() + "'" + more + ")");
  }

  @Test
  void goesOnWhenAllIsWell() throws Exception {
    database.run("INSERT INTO t VALUES (2, 'b')");
    try (LogTape tape = LogTape.start(database, scans, state)) {
      tape.awaitWatermark(database.lsn());
      assertThat(tape.changes()).hasSize(1);
    }
  }

  @Test
  void slotDropped() throws Exception {
    slot("pg_drop_replication_slot", "");
    assertRefused(state, "slot " + database.name() + " is gone", "read the tables anew");
    assertThat(
            database.ask(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '"
                    + database.name()
                    + "'"))
        .isEqualTo("0");
  }

  @Test
  void slotMadeAgainAtOnce() throws Exception {
    slot("pg_drop_replication_slot", "");
    slot("pg_create_logical_replication_slot", ", 'pgoutput'");
    assertRefused(state, "dropped and made again", Position.lsn(state.resume()));
  }

  @Test
  void slotMadeAgainLater() throws Exception {
    slot("pg_drop_replication_slot", "");
    database.run("INSERT INTO t VALUES (2, 'lost')");
    slot("pg_create_logical_replication_slot", ", 'pgoutput'");
    assertRefused(state, "has moved on to");
  }

  @Test
  void slotAdvanced() throws Exception {
    database.run("INSERT INTO t VALUES (2, 'lost')");
    slot("pg_replication_slot_advance", ", pg_current_wal_lsn()");
    assertRefused(state, "has moved on to", "or restore a checkpoint");
  }

  @Test
  void slotOfAnotherKind() throws Exception {
    slot("pg_drop_replication_slot", "");
    slot("pg_create_logical_replication_slot", ", 'test_decoding'");
    assertRefused(state, "logical with plugin test_decoding");
  }

  @Test
  void logThrownAway() throws Exception {
    database.run("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
    try {
      for (int i = 0; i < 4; i++) {
        database.run("SELECT pg_logical_emit_message(true, 'x', 'y')", "SELECT pg_switch_wal()");
      }
      database.run("CHECKPOINT");
      assertRefused(state, "thrown away log", "max_slot_wal_keep_size");
    } finally {
      database.run("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
  }

  @Test
  void anotherCluster() throws Exception {
    assertRefused(
        of(new ServerIdentity("1234", state.server().timeline(), state.server().database())),
        "of Postgres cluster 1234");
  }

  @Test
  void anotherDatabase() throws Exception {
    assertRefused(
        of(new ServerIdentity(state.server().system(), state.server().timeline(), "elsewhere")),
        "of database elsewhere, this is " + database.name());
  }

  @Test
  void anotherTimeline() throws Exception {
    assertRefused(
        of(new ServerIdentity(state.server().system(), 7, state.server().database())),
        "of timeline 7, which is not in the history");
  }

  @Test
  void serverThatLostTransactions() throws Exception {
    assertRefused(
        new StreamSplit(
            state.server(),
            state.watermark(),
            state.resume() + (1L << 40),
            state.last(),
            0,
            0,
            false),
        "it has lost transactions");
  }

  private StreamSplit of(ServerIdentity server) {
    return new StreamSplit(server, state.watermark(), state.resume(), state.last(), 0, 0, false);
  }

  @Test
  void tableTakenOutOfThePublication() throws Exception {
    database.run(
        "CREATE TABLE u (id int)", "ALTER PUBLICATION %s SET TABLE u".formatted(database.name()));
    assertRefused(state, "does not publish public.t", "ADD TABLE \"public\".\"t\"");
  }

  /** Column lists and row filters are there from Postgres 15 on. */
  private void assumePublicationsOfParts() throws Exception {
    assumeThat(postgres.narrowsTables()).isTrue();
  }

  @Test
  void columnTakenOutOfThePublication() throws Exception {
    assumePublicationsOfParts();
    database.run("ALTER PUBLICATION %s SET TABLE t (id)".formatted(database.name()));
    assertRefused(state, "leaves out public.t.v");
  }

  @Test
  void rowFilterInThePublication() throws Exception {
    assumePublicationsOfParts();
    database.run("ALTER PUBLICATION %s SET TABLE t WHERE (id > 0)".formatted(database.name()));
    assertRefused(state, "only some rows of public.t");
  }

  @Test
  void operationsTakenOutOfThePublication() throws Exception {
    database.run("ALTER PUBLICATION %s SET (publish = 'insert')".formatted(database.name()));
    assertRefused(state, "leaves out some operations");
  }

  @Test
  void publicationDropped() throws Exception {
    database.run("DROP PUBLICATION " + database.name());
    assertRefused(state, "Publication " + database.name() + " is gone");
  }

  @Test
  void waitsForTheSlotsHolder() throws Exception {
    try (LogTape first = LogTape.start(database, scans, state)) {
      database.run("INSERT INTO t VALUES (2, 'b')");
      first.awaitWatermark(database.lsn());
      try (LogTape second = LogTape.start(database, scans, state)) {
        Thread.sleep(1000);
        assertThat(second.changes()).isEmpty();
        first.close();
        second.awaitWatermark(database.lsn());
        assertThat(second.changes()).hasSize(1);
      }
    }
  }

  @Test
  void acknowledgesWhatItIsToldAndNoMore() throws Exception {
    long before = confirmed();
    try (LogTape tape = LogTape.start(database, scans, state)) {
      database.run("INSERT INTO t VALUES (2, 'b')");
      tape.awaitWatermark(database.lsn());
      Thread.sleep(500);
      assertThat(confirmed()).isEqualTo(before);
      tape.progress().acknowledge(state.resume());
      await().until(() -> confirmed() == state.resume());
      long next = tape.state().resume();
      tape.progress().acknowledge(next);
      await().until(() -> confirmed() == next);
    }
    assertRefused(state, "has moved on to");
  }

  private long confirmed() throws Exception {
    return database.askLong(
        "SELECT (confirmed_flush_lsn - '0/0')::bigint FROM pg_replication_slots"
            + " WHERE slot_name = '"
            + database.name()
            + "'");
  }

  @Test
  void aFreshStartTakesAnUnusedSlotAndRefusesAUsedOne() throws Exception {
    assertThat(fresh(false)).isEqualTo(confirmed());
    assertThat(fresh(false)).isEqualTo(confirmed());
    database.run("INSERT INTO t VALUES (2, 'b')");
    slot("pg_replication_slot_advance", ", pg_current_wal_lsn()");
    assertThatThrownBy(() -> fresh(false))
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining("is there already and has been used")
        .hasMessageContaining("--adopt-slot");
    assertThat(fresh(true)).isEqualTo(confirmed());
  }

  private long fresh(boolean adopt) throws Exception {
    return PostgresSlot.createOrAdopt(
        database.address(),
        database.name(),
        database.name(),
        scans.stream().map(SourceScan::table).toList(),
        false,
        adopt);
  }

  @Test
  void aForeignSlotIsRefused() throws Exception {
    slot("pg_drop_replication_slot", "");
    slot("pg_create_logical_replication_slot", ", 'pgoutput'");
    assertThatThrownBy(() -> fresh(false))
        .isInstanceOf(SourceRefusedException.class)
        .hasMessageContaining("is there already and has been used");
  }

  @Test
  void retriesWhilePostgresIsDown() throws Exception {
    postgres.server().kill();
    try (LogTape tape = LogTape.start(database, scans, state)) {
      CompletableFuture<Void> up =
          CompletableFuture.runAsync(
              () -> postgres.server().start(),
              CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
      up.get();
      database.run("INSERT INTO t VALUES (2, 'b')");
      tape.awaitWatermark(database.lsn());
      postgres.server().kill();
      postgres.server().start();
      database.run("INSERT INTO t VALUES (3, 'c')");
      tape.awaitWatermark(database.lsn());
      assertThat(tape.changes()).hasSize(2);
    }
  }
}
