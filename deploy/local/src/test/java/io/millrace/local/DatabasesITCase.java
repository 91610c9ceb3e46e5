package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Postgres and ClickHouse for real: SQL, a crash, the same ports and data after it. */
class DatabasesITCase {
  @TempDir private Path dir;

  @Test
  void postgresKeepsPortAndDataOverACrash() throws SQLException {
    try (PostgresServer postgres = new PostgresServer(LocalHome.ofTest(dir))) {
      postgres.start();
      int port = postgres.port();
      long pid = postgres.pid();
      execute(postgres, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS a");

      postgres.kill();
      assertThat(postgres.isRunning()).isFalse();
      postgres.start();

      assertThat(postgres.port()).isEqualTo(port);
      assertThat(postgres.pid()).isNotEqualTo(pid);
      assertThat(ask(postgres, "SELECT count(*) FROM t")).isEqualTo("1000");
      assertThat(ask(postgres, "SHOW wal_level")).isEqualTo("logical");
    }
  }

  @Test
  void clickHouseKeepsPortsAndDataOverACrash() {
    try (ClickHouseServer clickHouse = new ClickHouseServer(LocalHome.ofTest(dir))) {
      clickHouse.start();
      int port = clickHouse.httpPort();
      clickHouse.query("CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a");
      clickHouse.query("INSERT INTO t SELECT number FROM numbers(1000)");

      clickHouse.kill();
      assertThat(clickHouse.isRunning()).isFalse();
      clickHouse.start();

      assertThat(clickHouse.httpPort()).isEqualTo(port);
      assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("1000\n");
    }
  }

  @Test
  void clickHouseUsersHaveWhatIsGranted() {
    try (ClickHouseServer clickHouse =
        new ClickHouseServer(LocalHome.ofTest(dir))
            .withUser("reader", "a&b", "GRANT SELECT ON shop.*")) {
      clickHouse.start();
      clickHouse.query("CREATE TABLE shop.t (a UInt64) ENGINE = MergeTree ORDER BY a");

      assertThat(clickHouse.queryAs("reader", "a&b", "SELECT count() FROM shop.t"))
          .isEqualTo("0\n");
      assertThatThrownBy(() -> clickHouse.queryAs("reader", "a&b", "DROP TABLE shop.t"))
          .hasMessageContaining("ACCESS_DENIED");
    }
  }

  private static void execute(PostgresServer postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(PostgresServer postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
