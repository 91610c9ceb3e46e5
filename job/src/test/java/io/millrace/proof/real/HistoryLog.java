package io.millrace.proof.real;

import io.millrace.proof.figures.FigureFiles;
import io.millrace.proof.real.HistoryRun.Outcome;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Figures of histories that went well, a JSON object a line. Thread-safe. */
final class HistoryLog {

  private final String file;
  private int histories;
  private long transactions;
  private long rows;
  private long versions;
  private long commits;
  private long restarts;

  HistoryLog(String file) {
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
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("seed", outcome.history().seed());
    figures.put("sessions", outcome.history().sessions().size());
    figures.put("transactions", tally.transactions);
    figures.put("rows", tally.rows);
    figures.put("versions", tally.versions);
    figures.put("commits", tally.commits);
    figures.put("restarts", outcome.restarts());
    figures.put("parallelism", outcome.history().parallelism());
    figures.put("backend", outcome.history().backend());
    figures.put(
        "delivery", outcome.history().delivery().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    figures.put("tableWithoutKey", Appended.isIn(outcome.history().seed()));
    FigureFiles.append(file, figures);
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
