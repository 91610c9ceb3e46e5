package io.millrace.local;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What is known of a process after the program that started it has gone: a properties file.
 *
 * @param process the process as it was started; empty once it has been stopped on purpose
 * @param ports name to port, kept over restarts
 */
record ServerState(Optional<ProcessIdentity> process, Map<String, Integer> ports) {
  private static final String PORT = "port.";

  ServerState {
    ports = Map.copyOf(ports);
  }

  static Optional<ServerState> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      lines.load(reader);
      return Optional.of(parse(lines));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new LocalStackException(
          "State file "
              + file
              + " is damaged. End the server it stood for, if it runs, and delete the file.",
          e);
    }
  }

  private static ServerState parse(Properties lines) {
    Map<String, Integer> ports = new TreeMap<>();
    for (String key : lines.stringPropertyNames()) {
      if (key.startsWith(PORT)) {
        ports.put(key.substring(PORT.length()), Integer.valueOf(lines.getProperty(key)));
      }
    }
    Optional<ProcessIdentity> process =
        Optional.ofNullable(lines.getProperty("pid"))
            .map(pid -> new ProcessIdentity(Long.parseLong(pid), lines.getProperty("birth", "")));
    return new ServerState(process, ports);
  }

  /** Replaces the file at once, so that a reader never sees half of it. */
  void write(Path file) {
    Properties lines = new Properties();
    process.ifPresent(
        started -> {
          lines.setProperty("pid", Long.toString(started.pid()));
          lines.setProperty("birth", started.birth());
        });
    ports.forEach((name, port) -> lines.setProperty(PORT + name, Integer.toString(port)));
    try {
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      try (Writer writer = Files.newBufferedWriter(draft)) {
        lines.store(writer, null);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
