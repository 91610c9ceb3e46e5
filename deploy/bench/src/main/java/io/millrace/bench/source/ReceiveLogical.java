package io.millrace.bench.source;

import io.millrace.bench.CpuSeconds;
import io.millrace.local.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Postgres's own {@code pg_recvlogical}, which writes the log to nowhere: what a slot gives at
 * most, over TCP or a Unix socket.
 */
final class ReceiveLogical {

  /** Of bash's {@code times}, the second line: user and system time of what it has run. */
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");

  private final String program;
  private final PostgresServer postgres;
  private final String label;
  private final String host;

  private ReceiveLogical(String program, PostgresServer postgres, String label, String host) {
    this.program = program;
    this.postgres = postgres;
    this.label = label;
    this.host = host;
  }

  /**
   * One over TCP and one over a Unix socket; none where it is not installed.
   *
   * @param program its path, or its name
   */
  static List<ReceiveLogical> all(String program, PostgresServer postgres) {
    if (!isThere(program)) {
      return List.of();
    }
    return List.of(
        new ReceiveLogical(program, postgres, "pg_recvlogical-tcp", "127.0.0.1"),
        new ReceiveLogical(
            program, postgres, "pg_recvlogical-unix", postgres.socketDir().toString()));
  }

  String label() {
    return label;
  }

  private static boolean isThere(String program) {
    try {
      Process version = new ProcessBuilder(program, "--version").start();
      return version.waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Measured log(SourceWorkload workload, SourcePart part) throws Exception {
    String slot = SourceWorkload.slot(part) + "_recvlogical";
    sql(
        workload.database(),
        "SELECT pg_copy_logical_replication_slot('%s', '%s')"
            .formatted(SourceWorkload.slot(part), slot));
    double before = postgresCpu();
    long began = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "-c",
            "\"$@\" >/dev/null && times",
            "bash",
            program,
            "--start",
            "--no-loop",
            "--file=-",
            "--slot=" + slot,
            "--endpos=" + workload.ends().get(part),
            "--host=" + host,
            "--port=" + postgres.port(),
            "--username=" + PostgresServer.USER,
            "--dbname=" + workload.database(),
            "--option=proto_version=1",
            "--option=binary=true",
            "--option=publication_names=" + SourceWorkload.PUBLICATION);
    builder.environment().put("PGPASSWORD", PostgresServer.PASSWORD);
    Process process = builder.redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    double seconds = (System.nanoTime() - began) / 1e9;
    if (process.waitFor() != 0) {
      throw new IllegalStateException(program + ": " + output);
    }
    Measured measured =
        new Measured(
            seconds, Map.of("reader", children(output), "postgres", postgresCpu() - before));
    sql(workload.database(), "SELECT pg_drop_replication_slot('" + slot + "')");
    return measured;
  }

  private static double children(String output) {
    List<String> lines = output.lines().toList();
    Matcher times = TIMES.matcher(lines.get(lines.size() - 1));
    if (!times.matches()) {
      throw new IllegalStateException("not what 'times' prints: " + output);
    }
    return 60 * (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(3)))
        + Double.parseDouble(times.group(2))
        + Double.parseDouble(times.group(4));
  }

  private double postgresCpu() {
    return CpuSeconds.of(Map.of("postgres", postgres.pid())).byProcess().get("postgres");
  }

  private void sql(String database, String statement) throws Exception {
    try (Connection connection = postgres.connect(database);
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
