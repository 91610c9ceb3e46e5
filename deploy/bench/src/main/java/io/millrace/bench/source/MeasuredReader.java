package io.millrace.bench.source;

import io.millrace.bench.CpuSeconds;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * One reader in a JVM of its own, which reads the same several times: the first time is cold, the
 * last one warm. Each time it has a copy of the slot, and prints a {@link Measured}.
 */
final class MeasuredReader {

  private static final double NANOS = 1e9;

  private final Reader reader;
  private final Reading reading;
  private final long postgresPid;

  /** Of the log set by the thread that sees its first change. */
  private volatile Measured began;

  private MeasuredReader(Reader reader, Reading reading, long postgresPid) {
    this.reader = reader;
    this.reading = reading;
    this.postgresPid = postgresPid;
  }

  /**
   * Contender, part, times, Postgres's pid, host, port, database, slot, publication, rows, rows of
   * the table.
   */
  public static void main(String[] arguments) throws Exception {
    Reader reader = SourceContender.valueOf(arguments[0]).reader();
    SourcePart part = SourcePart.valueOf(arguments[1]);
    Reading reading =
        new Reading(
            arguments[4],
            Integer.parseInt(arguments[5]),
            arguments[6],
            arguments[7],
            arguments[8],
            Long.parseLong(arguments[9]),
            Long.parseLong(arguments[10]));
    MeasuredReader measured = new MeasuredReader(reader, reading, Long.parseLong(arguments[3]));
    for (int time = 0; time < Integer.parseInt(arguments[2]); time++) {
      measured.once(part, time);
    }
    System.exit(0);
  }

  private void once(SourcePart part, int time) throws Exception {
    String slot = reading.slot() + "_" + ProcessHandle.current().pid() + "_" + time;
    sql("SELECT pg_copy_logical_replication_slot('%s', '%s')".formatted(reading.slot(), slot));
    Reading copy = reading.withSlot(slot);
    began = now();
    try (AutoCloseable read =
        part == SourcePart.SNAPSHOT
            ? reader.snapshot(copy)
            : reader.log(copy, () -> began = now())) {
      now().since(began).print();
    }
    drop(slot);
  }

  private void drop(String slot) throws SQLException, InterruptedException {
    sql(
        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active AND slot_name = '"
            + slot
            + "'");
    Thread.sleep(500);
    sql(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
            + slot
            + "'");
  }

  /** Clock and CPU, since whenever. */
  private Measured now() {
    double own =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime()
            / NANOS;
    double postgres = CpuSeconds.of(Map.of("postgres", postgresPid)).byProcess().get("postgres");
    return new Measured(System.nanoTime() / NANOS, Map.of("reader", own, "postgres", postgres));
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(reading.url(), reading.user(), reading.password());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
