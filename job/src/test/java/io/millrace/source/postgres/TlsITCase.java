package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.change.Change;
import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.LoginRefusedException;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.connect.ReplicationConnection;
import io.millrace.source.postgres.connect.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Encrypted connections to a real server, for SQL and for replication: its certificate is of {@code
 * localhost}, {@code careful} may only log in encrypted and with its password (SCRAM), {@code
 * known} with a client certificate.
 */
class TlsITCase {

  private static final String PASSWORD = "pgSecret'17\\ä";

  private static final String HBA =
      """
      local all all scram-sha-256
      hostssl all known all cert
      hostssl all careful all scram-sha-256
      host all millrace all scram-sha-256
      """;

  @TempDir private static Path files;

  private static TestCertificates certificates;
  private static TestPostgres postgres;
  private static TestPostgres.Database database;

  @BeforeAll
  static void startPostgres() throws Exception {
    certificates = new TestCertificates(files);
    certificates.authority("authority");
    certificates.authority("stranger");
    certificates.signed("server", "localhost", "authority", "-ext", "san=dns:localhost");
    certificates.signed(
        "old",
        "localhost",
        "authority",
        "-ext",
        "san=dns:localhost",
        "-startdate",
        "-3d",
        "-validity",
        "1");
    certificates.signed("known", "known", "authority");
    certificates.signedOf("EC", "curve", "known", "authority");
    certificates.signedOf("Ed25519", "edwards", "known", "authority");
    certificates.signed("unknown", "known", "stranger");
    Files.writeString(files.resolve("pg_hba.conf"), HBA);
    postgres =
        TestPostgres.start(
            Map.of("hba_file", path("pg_hba.conf"), "ssl_ca_file", path("authority.pem")));
    database = postgres.database();
    serve("server", true);
    database.run(
        "CREATE ROLE careful LOGIN REPLICATION PASSWORD '" + PASSWORD.replace("'", "''") + "'",
        "CREATE ROLE known LOGIN REPLICATION",
        "CREATE TABLE items (id int PRIMARY KEY, name text)",
        "GRANT SELECT ON items TO careful",
        "GRANT CREATE ON DATABASE " + database.name() + " TO careful",
        "ALTER TABLE items OWNER TO careful");
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  /** What the server shows from now on, and whether it encrypts at all. */
  private static void serve(String certificate, boolean encryption) throws SQLException {
    String ssl = encryption ? "on" : "off";
    database.run(
        "ALTER SYSTEM SET ssl_cert_file = '" + path(certificate + ".pem") + "'",
        "ALTER SYSTEM SET ssl_key_file = '" + path(certificate + ".key.pem") + "'",
        "ALTER SYSTEM SET ssl = " + ssl,
        "SELECT pg_reload_conf()");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                database.ask("SHOW ssl").equals(ssl)
                    && database.ask("SHOW ssl_cert_file").equals(path(certificate + ".pem")));
  }

  private static String path(String file) {
    return certificates.file(file).toString();
  }

  private static PostgresDatabase careful(String host, String mode, String root) {
    return at(host, "careful", PASSWORD, new Tls(mode, root, null, null));
  }

  private static PostgresDatabase at(String host, String user, String password, Tls tls) {
    return new PostgresDatabase(
        List.of(host + ":" + postgres.server().port()),
        database.name(),
        user,
        new Secret(password),
        tls,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1));
  }

  /** Whether both kinds of connection are encrypted. */
  private static boolean isEncrypted(PostgresDatabase address) throws SQLException {
    try (Connection sql = address.open();
        ReplicationConnection replication = ReplicationConnection.open(address, 0, "encrypted?");
        Statement statement = sql.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), count(*) FILTER (WHERE ssl) FROM pg_stat_ssl JOIN"
                    + " pg_stat_activity USING (pid) WHERE pid = pg_backend_pid() OR"
                    + " application_name = 'encrypted?'")) {
      assertThat(replication.identity().database()).isEqualTo(database.name());
      row.next();
      assertThat(row.getInt(1)).isEqualTo(2);
      assertThat(row.getInt(2)).isIn(0, 2);
      return row.getInt(2) == 2;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"allow", "prefer", "require", "verify-ca", "verify-full"})
  void everyModeButOneEncrypts(String mode) throws Exception {
    assertThat(isEncrypted(careful("localhost", mode, path("authority.pem")))).isTrue();
  }

  @Test
  void disabledDoesNot() throws Exception {
    PostgresDatabase open =
        at("localhost", "millrace", "millrace", new Tls("disable", null, null, null));
    assertThat(isEncrypted(open)).isFalse();
  }

  @Test
  void namesAreComparedByVerifyFullAlone() throws Exception {
    assertThat(isEncrypted(careful("127.0.0.1", "verify-ca", path("authority.pem")))).isTrue();
    assertRefused(
        careful("127.0.0.1", "verify-full", path("authority.pem")),
        "shows a certificate of another host",
        "127.0.0.1",
        "Write the host in source.url as the certificate has it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-ca", "verify-full"})
  void anotherAuthority(String mode) {
    assertRefused(
        careful("localhost", mode, path("stranger.pem")),
        "shows a certificate that no authority in " + path("stranger.pem") + " vouches for",
        "Set sslrootcert");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere.pem", "all.p12"})
  void aFileThatCannotBeUsed(String file) {
    assertRefused(
        careful("localhost", "verify-full", path(file)),
        "a file for the encrypted connection cannot be used",
        path(file),
        "on every machine of the Flink cluster");
  }

  @Test
  void anExpiredCertificate() throws Exception {
    serve("old", true);
    try {
      assertRefused(
          careful("localhost", "verify-ca", path("authority.pem")), "has expired", "renewed");
    } finally {
      serve("server", true);
    }
  }

  @Test
  void aServerWithoutEncryption() throws Exception {
    serve("server", false);
    try {
      assertRefused(careful("localhost", "require", null), "offers no encryption", "Set ssl = on");
    } finally {
      serve("server", true);
    }
  }

  @Test
  void aServerThatInsistsOnEncryption() {
    assertRefused(
        careful("localhost", "disable", null), "lets user careful not in", "hostssl", "sslmode");
  }

  @Test
  void aWrongPassword() {
    assertRefused(
        at("localhost", "careful", PASSWORD + "x", new Tls("require", null, null, null)),
        "refuses user careful: wrong password, or no such user",
        "source.password");
  }

  @ParameterizedTest
  @CsvSource({
    "known.pem, known.key.pem",
    "known.pem, known.key.der",
    "curve.pem, curve.key.pem",
    "curve.pem, curve.key.der",
    "edwards.pem, edwards.key.pem"
  })
  void aClientCertificate(String certificate, String key) throws Exception {
    Tls tls = new Tls("verify-full", path("authority.pem"), path(certificate), path(key));
    assertThat(isEncrypted(at("localhost", "known", "", tls))).isTrue();
  }

  @Test
  void noClientCertificate() {
    Tls tls = new Tls("verify-full", path("authority.pem"), null, null);
    assertRefused(
        at("localhost", "known", "", tls), "lets user known not in", "sslcert and sslkey");
  }

  @Test
  void aClientCertificateOfAnotherAuthority() {
    Tls tls =
        new Tls("verify-full", path("authority.pem"), path("unknown.pem"), path("unknown.key.pem"));
    assertRefused(
        at("localhost", "known", "", tls), "lets user known not in", "ssl_ca_file has to vouch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere.pem", "nowhere.der", "known.pem"})
  void aClientKeyThatCannotBeUsed(String key) {
    Tls tls = new Tls("verify-full", path("authority.pem"), path("known.pem"), path(key));
    assertRefused(
        at("localhost", "known", "", tls),
        "a file for the encrypted connection cannot be used",
        "sslkey");
  }

  /** Place, what, remedy; of both kinds of connection; never the password. */
  private static void assertRefused(PostgresDatabase address, String... parts) {
    assertThatThrownBy(address::open)
        .isInstanceOf(LoginRefusedException.class)
        .hasMessageStartingWith("Postgres at " + address.where() + " ")
        .hasMessageContainingAll(parts)
        .satisfies(TlsITCase::hidesThePassword);
    assertThatThrownBy(() -> ReplicationConnection.open(address, 0).close())
        .isInstanceOf(LoginRefusedException.class)
        .hasMessageContainingAll(parts)
        .satisfies(TlsITCase::hidesThePassword);
  }

  private static void hidesThePassword(Throwable failure) {
    java.io.StringWriter trace = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(PASSWORD);
  }

  /**
   * A whole run over encrypted connections, with more rows than any buffer on the way: what the
   * socket's and the encryption's buffers hold must neither be waited for nor be left lying.
   */
  @Test
  void aSnapshotAndTheLog(@TempDir Path dir) throws Exception {
    List<SourceScan> scans = database.scans("items");
    database.run("INSERT INTO items SELECT i, repeat('x', 300) FROM generate_series(1, 10000) i");
    PostgresSourceOptions options =
        PostgresSourceOptions.of(
                careful("localhost", "verify-full", path("authority.pem")), "encrypted")
            .withChunkRows(2000);
    try (LogLines log = LogLines.of("io.millrace", "org.postgresql");
        SourceRun run = SourceRun.start(options, scans)) {
      run.awaitWatermark(Change.SNAPSHOT_DELIVERED);
      database.run(
          "INSERT INTO items SELECT i, repeat('y', 300) FROM generate_series(10001, 60000) i",
          "UPDATE items SET name = 'z' WHERE id % 7 = 0");
      run.awaitWatermark(database.lsn());
      for (int i = 0; i < 20; i++) {
        database.run("UPDATE items SET name = 'one' WHERE id = " + i);
        run.awaitWatermark(database.lsn());
      }
      Replay.of(run.events(), scans).assertSame(0, database);
      run.stop(dir);
      assertThat(log.lines()).anyMatch(line -> line.contains("Following the log"));
      assertThat(log.lines()).noneMatch(line -> line.contains("pgSecret"));
    }
    assertThat(bytesUnder(dir)).contains(database.name()).doesNotContain("pgSecret");
  }

  private static String bytesUnder(Path dir) throws IOException {
    StringBuilder all = new StringBuilder();
    try (var found = Files.walk(dir)) {
      found
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    return all.toString();
  }
}
