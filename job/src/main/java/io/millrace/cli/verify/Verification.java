package io.millrace.cli.verify;

import io.millrace.change.Position;
import io.millrace.cli.connect.PlannedPipeline;
import io.millrace.cli.connect.PostgresFailure;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.TargetQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compares every target table with its query over Postgres: what P1 and P2 promise, proved now. May
 * run beside the job and beside changes. Reads everything; needs the REPLICATION privilege and a
 * free slot for a moment, writes nothing.
 */
public final class Verification {

  /**
   * How to verify.
   *
   * @param rounds how often to look at keys that change while being looked at; one more for those
   *     that are missing
   * @param patience how long to wait for ClickHouse to come to a cut
   * @param listed how many differences of each table to keep
   */
  public record Settings(int rounds, Duration patience, int listed) {

    public static final Settings DEFAULT = new Settings(5, Duration.ofMinutes(2), 20);
  }

  private final Pipeline pipeline;
  private final Settings settings;
  private final List<TableVerification> tables;

  private Verification(PlannedPipeline planned, Settings settings, Collection<String> only) {
    this.pipeline = planned.pipeline();
    this.settings = settings;
    this.tables = new ArrayList<>();
    for (TableDefinition definition : pipeline.tables()) {
      if (only.isEmpty() || only.contains(definition.name())) {
        TargetQuery target = target(planned, definition);
        tables.add(TableVerification.of(pipeline, definition, target, settings.listed()));
      }
    }
  }

  private static TargetQuery target(PlannedPipeline planned, TableDefinition definition) {
    return planned.plan().targets().stream()
        .filter(target -> target.name().equals(definition.name()))
        .findFirst()
        .orElseThrow();
  }

  /** All tables, with the default settings. */
  public static VerificationResult run(Pipeline pipeline) {
    return run(pipeline, Settings.DEFAULT, List.of(), progress -> {});
  }

  /**
   * @param only names of target tables; empty: all
   * @param progress is told what is being done
   * @throws io.millrace.cli.failure.CommandFailure if ClickHouse does not answer or does not come
   *     to the cut in time
   * @throws io.millrace.cli.connect.Unreachable if Postgres does not answer or refuses
   */
  public static VerificationResult run(
      Pipeline pipeline, Settings settings, Collection<String> only, Consumer<String> progress) {
    PlannedPipeline planned = PlannedPipeline.of(pipeline);
    try {
      return new Verification(planned, settings, only).run(progress);
    } catch (ReadFailure e) {
      throw PostgresFailure.of(pipeline.source(), e.reason());
    }
  }

  private VerificationResult run(Consumer<String> progress) {
    long first;
    try (Cut cut = Cut.now(pipeline.source())) {
      first = cut.lsn();
      awaiting(cut, progress);
      commits().await(first, settings.patience());
      tables.forEach(table -> table.compareAll(cut));
    }
    int round = 1;
    while (round < settings.rounds() ? anyIsOpen() : anyHasSuspects()) {
      round++;
      progress.accept("Round " + round + ": rows that have changed meanwhile, or are missing");
      if (!isComparedAgain(round, progress)) {
        break;
      }
    }
    tables.forEach(TableVerification::settleSuspects);
    return new VerificationResult(
        first, round, tables.stream().map(TableVerification::result).toList());
  }

  /**
   * False if ClickHouse does not come to another cut in time, and what is missing has to count as
   * it is.
   */
  private boolean isComparedAgain(int round, Consumer<String> progress) {
    try (Cut cut = Cut.now(pipeline.source())) {
      awaiting(cut, progress);
      if (!anyHasSuspects()) {
        commits().await(cut.lsn(), settings.patience());
      } else if (!commits().comeTo(cut.lsn(), settings.patience())) {
        progress.accept("No such commit in time: rows that were missing once count as missing");
        return false;
      }
      boolean suspectsOnly = round > settings.rounds();
      tables.forEach(suspectsOnly ? t -> t.compareSuspects(cut) : t -> t.compareOpen(cut));
      return true;
    }
  }

  private boolean anyIsOpen() {
    return anyHasSuspects() || tables.stream().anyMatch(TableVerification::hasPending);
  }

  private boolean anyHasSuspects() {
    return tables.stream().anyMatch(TableVerification::hasSuspects);
  }

  private PublishedCommits commits() {
    return new PublishedCommits(pipeline);
  }

  private static void awaiting(Cut cut, Consumer<String> progress) {
    progress.accept("Waiting for a commit at or behind " + Position.lsn(cut.lsn()));
  }
}
