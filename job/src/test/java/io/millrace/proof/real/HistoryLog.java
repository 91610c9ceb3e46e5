package io.millrace.proof.real;

import io.millrace.proof.real.HistoryRun.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Figures of histories that went well, a JSON object a line. Thread-safe. */
final class HistoryLog {

  private final Path file;
  private int histories;
  private long transactions;
  private long rows;
  private long versions;
  private long commits;
  private long restarts;

  HistoryLog(Path file) {
    this.file = file;
  }

  synchronized void write(Outcome outcome) {
    var tally = outcome.judgement().tally();
    histories++;
    transactions += tally.transactions;
    rows += tally.rows;
    versions += tally.versions;
    commits += tally.commits;
    restarts += outcome.restarts();
    String line =
        "{\"seed\": %d, \"sessions\": %d, \"transactions\": %d, \"rows\": %d, \"versions\": %d, \"commits\": %d, \"restarts\": %d, \"parallelism\": %d, \"backend\": \"%s\", \"delivery\": \"%s\"}\n"
            .formatted(
                outcome.history().seed(),
                outcome.history().sessions().size(),
                tally.transactions,
                tally.rows,
                tally.versions,
                tally.commits,
                outcome.restarts(),
                outcome.history().parallelism(),
                outcome.history().backend(),
                outcome.history().delivery().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized int histories() {
    return histories;
  }

  @Override
  public synchronized String toString() {
    return "%d sound, %d transactions, %d commits, %d rows, %d versions, %d restarts"
        .formatted(histories, transactions, commits, rows, versions, restarts);
  }
}
