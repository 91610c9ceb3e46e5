package io.millrace.bench.source;

import io.millrace.local.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Readers, each in a JVM of its own with the same settings.
 *
 * @param directory where what they print is kept
 */
record ReaderProcess(Path directory, PostgresServer postgres, SourceWorkload workload) {

  /** Reads a part so many times in one JVM. */
  List<Measured> read(SourceContender contender, SourcePart part, int times)
      throws IOException, InterruptedException {
    List<String> lines =
        run(
            MeasuredReader.class,
            contender + "-" + part,
            List.of(
                contender.name(),
                part.name(),
                Integer.toString(times),
                Long.toString(postgres.pid()),
                "127.0.0.1",
                Integer.toString(postgres.port()),
                workload.database(),
                SourceWorkload.slot(part),
                SourceWorkload.PUBLICATION,
                Long.toString(workload.rows().get(part)),
                Long.toString(workload.rows().get(SourcePart.SNAPSHOT))));
    List<Measured> measured = lines.stream().filter(Measured::isOne).map(Measured::parse).toList();
    if (measured.size() != times) {
      throw new IllegalStateException(contender + " read " + measured.size() + " times only");
    }
    return measured;
  }

  /** How long commits take through Millrace's source, in words. */
  String latency(int commits) throws IOException, InterruptedException {
    List<String> lines =
        run(
            Latency.class,
            "latency",
            List.of(
                Integer.toString(postgres.port()), workload.database(), Integer.toString(commits)));
    return lines.get(lines.size() - 1);
  }

  private List<String> run(Class<?> main, String name, List<String> arguments)
      throws IOException, InterruptedException {
    Path log = directory.resolve(name + ".log");
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.timezone=UTC",
                "-Xmx2g"));
    line.addAll(List.of(System.getProperty("millrace.opens").split(" ")));
    line.addAll(List.of("-cp", System.getProperty("millrace.readers"), main.getName()));
    line.addAll(arguments);
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(name + " failed; see " + log);
    }
    return Files.readAllLines(log);
  }
}
