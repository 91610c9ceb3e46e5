package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.source.SourceScan;
import io.millrace.source.postgres.split.StreamSplit;
import io.millrace.source.postgres.stream.Follower;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The slot is held by a connection that the server has not missed yet, as after a host has gone
 * without a word: the job's own is ended, anyone else's waited for.
 */
class SlotTakeOverITCase {

  private static TestPostgres postgres;

  private final String job = UUID.randomUUID().toString().replace("-", "");
  private TestPostgres.Database database;
  private List<SourceScan> scans;
  private StreamSplit begin;

  @BeforeAll
  static void start() {
    postgres = TestPostgres.start(Map.of());
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void create() throws Exception {
    database = postgres.database();
    database.run("CREATE TABLE t (id int PRIMARY KEY, v text)");
    scans = database.scans("t");
    begin = LogTape.begin(database, scans);
  }

  @Test
  void ofAnEarlierAttempt() throws Exception {
    takesOver(new Follower(job, 3), new Follower(job, 12));
  }

  @Test
  void ofTheSameAttempt() throws Exception {
    takesOver(new Follower(job, 3), new Follower(job, 3));
  }

  /** The ghost reads on when it wakes up: it tries again, and must not take the slot back. */
  private void takesOver(Follower dead, Follower living) throws Exception {
    try (LogTape ghost = LogTape.start(database, scans, begin, dead)) {
      database.run("INSERT INTO t VALUES (1, 'a')");
      ghost.awaitWatermark(database.lsn());
      ghost.close();
      try (LogTape tape = LogTape.start(database, scans, begin, living)) {
        database.run("INSERT INTO t VALUES (2, 'b')");
        tape.awaitWatermark(database.lsn());
        assertThat(tape.changes()).hasSize(2);
      }
    }
  }

  @Test
  void ofALaterAttempt() throws Exception {
    isWaitedFor(new Follower(job, 4), new Follower(job, 3));
  }

  @Test
  void ofAnotherJob() throws Exception {
    isWaitedFor(
        new Follower(job, 1), new Follower(UUID.randomUUID().toString().replace("-", ""), 2));
  }

  private void isWaitedFor(Follower holder, Follower waiting) throws Exception {
    try (LogTape first = LogTape.start(database, scans, begin, holder)) {
      database.run("INSERT INTO t VALUES (1, 'a')");
      first.awaitWatermark(database.lsn());
      try (LogTape second = LogTape.start(database, scans, begin, waiting)) {
        await()
            .during(Duration.ofSeconds(1))
            .until(() -> second.changes().isEmpty() && first.progress().reconnects() == 0);
        first.close();
        second.awaitWatermark(database.lsn());
        assertThat(second.changes()).hasSize(1);
      }
    }
  }
}
