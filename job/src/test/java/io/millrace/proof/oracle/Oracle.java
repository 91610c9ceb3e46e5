package io.millrace.proof.oracle;

import io.millrace.catalog.SourceTable;
import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.connect.PlannedPipeline;
import io.millrace.cli.connect.PostgresAccess;
import io.millrace.cli.verify.SourceRows;
import io.millrace.cli.verify.TargetHistory;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.TableScan;
import io.millrace.query.TargetQuery;
import io.millrace.sink.clickhouse.ClickHouseSchema;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.sink.clickhouse.schema.Definitions;
import io.millrace.topology.TargetEnds;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows what every commit of a pipeline must be. To be installed when the source tables are made
 * and the job has never run; {@link #check} may be asked again and again, also while the job runs.
 */
public final class Oracle implements AutoCloseable {

  /** How rows may have come to ClickHouse, until now. */
  public enum Inserts {
    /** With their commit, once: exactly once, with room for what waits. */
    WITH_THEIR_COMMIT,
    /**
     * Before their commit too, once, a key's newer versions later: low latency, or without room for
     * what waits, as long as the job did not fail.
     */
    EARLY,
    /**
     * A job that failed has left rows, and the next one has begun before them and given versions
     * between; without room for what waits.
     */
    EARLY_AND_LEFT,
    /** So too, and versions that were there, the same again: low latency. */
    EARLY_AND_AGAIN;

    boolean areWithTheirCommit() {
      return this == WITH_THEIR_COMMIT;
    }

    boolean areInOrder() {
      return this == WITH_THEIR_COMMIT || this == EARLY;
    }

    /**
     * Whether a version may be left out because a later one of the key shows already: what an
     * attempt gives again is inserted only where it would be seen.
     */
    boolean mayBeOvertaken() {
      return !areInOrder();
    }

    boolean areOnce() {
      return this != EARLY_AND_AGAIN;
    }
  }

  private static final int MOST_FINDINGS = 12;

  private final Pipeline pipeline;
  private final List<TargetQuery> targets;
  private final SourceHistory source;

  private Oracle(Pipeline pipeline, List<TargetQuery> targets, SourceHistory source) {
    this.pipeline = pipeline;
    this.targets = targets;
    this.source = source;
  }

  /**
   * Makes the target tables as the job would, without merges and with the time of each insert;
   * begins to record the source tables.
   *
   * @param pipeline by addresses that stay reachable
   */
  public static Oracle install(Pipeline pipeline) throws SQLException {
    PlannedPipeline planned = PlannedPipeline.of(pipeline);
    ClickHouseSchema.prepare(
        TargetEnds.options(pipeline),
        TargetEnds.clickHouse(pipeline, planned.plan()),
        ExistingRows.REFUSE);
    for (TargetQuery target : planned.plan().targets()) {
      keepAllVersions(pipeline, target.name());
    }
    noteInserts(pipeline, Definitions.COMMITS);
    List<SourceTable> tables = planned.plan().scans().stream().map(TableScan::table).toList();
    SourceHistory source =
        SourceHistory.install(
            new PostgresAccess(pipeline.source())::open, "oracle_" + pipeline.name(), tables);
    return new Oracle(pipeline, planned.plan().targets(), source);
  }

  /** By settings of the table: {@code SYSTEM STOP MERGES} ends with the server. */
  private static void keepAllVersions(Pipeline pipeline, String target) {
    String table = Sql.qualified(pipeline.clickhouse().database(), target);
    new ClickHouseAccess(pipeline.clickhouse())
        .ask(
            "ALTER TABLE "
                + table
                + " MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 1,"
                + " max_bytes_to_merge_at_min_space_in_pool = 1, parts_to_delay_insert = 1000000,"
                + " parts_to_throw_insert = 1000000");
    noteInserts(pipeline, target);
  }

  private static void noteInserts(Pipeline pipeline, String table) {
    new ClickHouseAccess(pipeline.clickhouse())
        .ask(
            "ALTER TABLE %s ADD COLUMN %s DateTime64(6, 'UTC') DEFAULT now64(6)"
                .formatted(
                    Sql.qualified(pipeline.clickhouse().database(), table),
                    TargetHistory.INSERTED_AT));
  }

  /** Every commit that is published by now. */
  public Judgement check(Inserts inserts) throws SQLException {
    return check(inserts, 1);
  }

  /**
   * @param every look at one commit of so many, and at the last one
   */
  public Judgement check(Inserts inserts, int every) throws SQLException {
    List<PublishedCommit> commits = PublishedCommit.read(pipeline);
    List<TargetHistory> histories = histories();
    List<Transaction> transactions = source.transactions();
    List<String> findings = new ArrayList<>(CommitOrder.findings(commits));
    for (TargetHistory history : histories) {
      findings.addAll(
          new VersionOrder(history, commits, transactions, inserts).findings(MOST_FINDINGS));
    }
    Judgement.Tally tally = new Judgement.Tally();
    histories.forEach(history -> tally.versions += history.versions().size());
    tally.transactions = transactions.size();
    List<SourceRows> sources = null;
    int covered = -1;
    for (int i = 0; i < commits.size() && findings.size() < MOST_FINDINGS; i++) {
      PublishedCommit commit = commits.get(i);
      if (i % every == 0 || i == commits.size() - 1) {
        int now = covered(transactions, commit.lsn());
        if (now != covered) {
          sources = sources(histories, commit.lsn());
          covered = now;
        }
        tally.commits++;
        compare(histories, sources, commit, inserts, findings, tally);
      }
    }
    return new Judgement(tally, List.copyOf(findings));
  }

  /**
   * As {@link #check}; and the last commit is what the tables are now, with nobody changing them.
   */
  public Judgement checkAtRest(Inserts inserts) throws SQLException {
    Judgement judgement = check(inserts);
    List<PublishedCommit> commits = PublishedCommit.read(pipeline);
    List<String> findings = new ArrayList<>(judgement.findings());
    for (TargetHistory history : histories()) {
      long last = commits.get(commits.size() - 1).lsn();
      history.compare(history.source(source.asIs()), last, Long.MIN_VALUE).stream()
          .map(finding -> history.name() + ", against the tables as they are now: " + finding)
          .forEach(findings::add);
    }
    return new Judgement(judgement.tally(), findings);
  }

  private List<TargetHistory> histories() {
    List<TargetHistory> histories = new ArrayList<>();
    for (TargetQuery target : targets) {
      TableDefinition definition =
          pipeline.tables().stream()
              .filter(table -> table.name().equals(target.name()))
              .findFirst()
              .orElseThrow();
      histories.add(TargetHistory.read(pipeline, definition, target));
    }
    return histories;
  }

  private List<SourceRows> sources(List<TargetHistory> histories, long lsn) throws SQLException {
    var connection = source.asOf(lsn);
    return histories.stream().map(history -> history.source(connection)).toList();
  }

  /** How many transactions a commit covers. */
  private static int covered(List<Transaction> transactions, long lsn) {
    int count = 0;
    while (count < transactions.size() && transactions.get(count).end() <= lsn) {
      count++;
    }
    return count;
  }

  private static void compare(
      List<TargetHistory> histories,
      List<SourceRows> sources,
      PublishedCommit commit,
      Inserts inserts,
      List<String> findings,
      Judgement.Tally tally) {
    long overtakenBy = inserts.mayBeOvertaken() ? commit.insertedAt() : Long.MIN_VALUE;
    for (int i = 0; i < histories.size(); i++) {
      TargetHistory history = histories.get(i);
      tally.rows += sources.get(i).rows().size();
      history.compare(sources.get(i), commit.lsn(), overtakenBy).stream()
          .map(finding -> history.name() + ", " + commit + ": " + finding)
          .forEach(findings::add);
    }
  }

  /** Ends the recording; what is recorded stays. */
  @Override
  public void close() throws SQLException {
    source.close();
  }
}
