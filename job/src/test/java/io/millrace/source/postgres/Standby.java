package io.millrace.source.postgres;

import static org.awaitility.Awaitility.await;

import io.millrace.local.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A streaming standby that synchronizes slots: a copy of the primary's files, taken while it runs
 * (Postgres's backup functions; pg_basebackup is not among the test binaries).
 */
final class Standby {

  /** The physical slot at the primary that it streams through. */
  static final String SLOT = "standby";

  private Standby() {}

  static TestPostgres of(TestPostgres primary) throws Exception {
    Path dir = Files.createTempDirectory("millrace-standby");
    Path data = Files.createDirectories(dir.resolve("postgres")).resolve("data");
    try (Connection sql = primary.server().connect("postgres");
        Statement statement = sql.createStatement()) {
      statement.execute("SELECT pg_create_physical_replication_slot('" + SLOT + "', true)");
      statement.execute("SELECT pg_backup_start('standby', true)");
      copy(primary.dir().resolve("postgres/data"), data);
      try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        row.next();
        Files.writeString(data.resolve("backup_label"), row.getString(1));
      }
    }
    Files.createFile(data.resolve("standby.signal"));
    Files.writeString(
        data.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s dbname=postgres'\n"
            .formatted(primary.server().port(), PostgresServer.USER, PostgresServer.PASSWORD));
    PostgresServer server =
        TestPostgres.serverIn(dir)
            .withSettings(
                Map.of(
                    "primary_slot_name", SLOT,
                    "hot_standby_feedback", "on",
                    "sync_replication_slots", "on",
                    "wal_receiver_status_interval", "100ms",
                    "max_replication_slots", "200",
                    "fsync", "off"));
    server.start();
    return TestPostgres.of(dir, server);
  }

  /** Files may come and go meanwhile; the log mends what was copied half written. */
  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path name = from.relativize(file);
        boolean ofTheServer = name.toString().equals("postmaster.pid");
        boolean slot = name.startsWith("pg_replslot") && name.getNameCount() > 1;
        if (!ofTheServer && !slot) {
          copyFile(file, to.resolve(name));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void copyFile(Path file, Path copy) throws IOException {
    try {
      Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    } catch (NoSuchFileException gone) {
      // A file that the server has removed since is one that it does not need.
    } catch (FileAlreadyExistsException e) {
      throw new IOException("copied twice: " + copy, e);
    }
  }

  /** Waits until it has a slot that it would keep when promoted. */
  static void awaitSlot(TestPostgres primary, TestPostgres standby, String slot) {
    String ready =
        "SELECT count(*) FROM pg_replication_slots WHERE synced AND NOT temporary"
            + " AND invalidation_reason IS NULL AND slot_name = '"
            + slot
            + "'";
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              // What a slot needs is noted at the primary with these records.
              primary.database("postgres").ask("SELECT pg_log_standby_snapshot()");
              return standby.database("postgres").askLong(ready) == 1;
            });
  }

  /** Waits until it has the primary's log up to there. */
  static void awaitLog(TestPostgres standby, long lsn) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                standby
                        .database("postgres")
                        .askLong("SELECT (pg_last_wal_receive_lsn() - '0/0')::bigint")
                    >= lsn);
  }

  /** Ends its streaming: what the primary writes from here on it does not get. */
  static void cutOff(TestPostgres standby) throws SQLException {
    TestPostgres.Database database = standby.database("postgres");
    database.run("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> database.askLong("SELECT count(*) FROM pg_stat_wal_receiver") == 0);
  }

  static void promote(TestPostgres standby) throws SQLException {
    standby.database("postgres").ask("SELECT pg_promote(true, 60)");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> "f".equals(standby.database("postgres").ask("SELECT pg_is_in_recovery()")));
  }
}
