package io.millrace.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** ClickHouse from libchdb.so as a server process. */
final class ClickHouseEngine {
  private static final String LISTEN = "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; ";
  // 10^9 seconds, one at a time; without the raised limit a sleep of more than 3 s is refused.
  private static final String FOR_EVER =
      "SELECT sleepEachRow(1) FROM numbers(1000000000) SETTINGS"
          + " function_sleep_max_microseconds_per_block=100000000000, max_block_size=1 FORMAT Null";

  // -Xrs: with the JVM's own handler for SIGTERM, exit would run the library's destructors under
  // its live threads and
  // crash. Without it the signal just ends the process.
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx32m",
          "-Xss8m",
          "-Xrs",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData");

  private ClickHouseEngine() {}

  static List<String> command(
      Path library, ClickHouseConfig config, Path configFile, Map<String, Integer> ports) {
    return JavaCommand.of(
        JVM_OPTIONS,
        JavaCommand.classPathOf(ClickHouseMain.class, com.sun.jna.Function.class),
        ClickHouseMain.class.getName(),
        List.of(
            library.toString(),
            "clickhouse",
            "--config-file=" + configFile,
            "--path=" + config.dataDir(),
            // The engine takes the log level from here only, not from its configuration.
            "--log-level=information",
            "--listen_host=" + Ports.HOST,
            "--http_port=" + ports.get("http"),
            "--tcp_port=" + ports.get("native"),
            "--multiquery",
            "--query",
            LISTEN + FOR_EVER));
  }
}
