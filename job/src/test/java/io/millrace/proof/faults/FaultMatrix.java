package io.millrace.proof.faults;

import java.util.List;

/**
 * What may happen, what is to come of it, and which tests show it. A test of its own says that
 * every one of them exists.
 *
 * @param kind of fault, to sort by
 * @param tests {@code package.Class#method}, packages below {@code io.millrace}
 */
public record FaultMatrix(Area kind, String fault, String expected, List<String> tests) {

  /** Where a fault strikes. */
  public enum Area {
    PROCESSES,
    NETWORK,
    POSTGRES,
    FLINK,
    CLICKHOUSE,
    REGRESSIONS
  }

  private static final String FAULTS = "proof.faults.";
  private static final String RANDOM =
      FAULTS + "RandomFaultsE2ECase#everyTableIsItsQueryAfterEveryFault";
  private static final String TO_POSTGRES = FAULTS + "LinkFaultsITCase#toPostgres";
  private static final String TO_CLICKHOUSE = FAULTS + "LinkFaultsITCase#toClickHouse";
  private static final String LOG = "source.postgres.LogITCase#";
  private static final String GUARD = "source.postgres.StartGuardITCase#";
  private static final String SHIPPING = "sink.clickhouse.insert.ShippingITCase#";
  private static final String GOES_ON = "goes on from the last checkpoint; equal, nothing twice";
  private static final String RIDES = "rides through without a restart; equal, nothing twice";
  private static final String REFUSES = "the job fails for good, names the slot and the remedy";

  public FaultMatrix {
    tests = List.copyOf(tests);
  }

  /** All of it, in the order of {@link Area}. */
  public static List<FaultMatrix> all() {
    return List.of(
        row(
            Area.PROCESSES,
            "kill -9 of a TaskManager",
            GOES_ON,
            RANDOM,
            "end.ClusterE2ECase#killsUnderLoadThenASavepointAtAnotherParallelism"),
        row(
            Area.PROCESSES,
            "kill -9 of the JobManager, of all of Flink",
            "one command starts from the newest checkpoint; equal, nothing twice",
            RANDOM,
            "end.FaultsE2ECase#jobManagerIsKilled",
            "end.FaultsE2ECase#allOfFlinkIsKilled"),
        row(
            Area.PROCESSES,
            "kill -9 of Postgres",
            RIDES,
            RANDOM,
            "end.FaultsE2ECase#postgresIsKilledThenRestarted",
            GUARD + "retriesWhilePostgresIsDown"),
        row(
            Area.PROCESSES,
            "kill -9 of ClickHouse, also during inserts",
            RIDES,
            RANDOM,
            "end.FaultsE2ECase#clickHouseIsGoneForAWhile",
            "sink.clickhouse.SinkITCase#killedServersAndFailedTasksLoseAndDoubleNothing"),
        row(
            Area.PROCESSES,
            "kill -9 of everything at once",
            "one command starts from the newest checkpoint; equal, nothing twice",
            RANDOM),
        row(
            Area.PROCESSES,
            "SIGSTOP and SIGCONT of any process, also longer than heartbeats wait",
            "equal, nothing twice; a ghost that comes back does no harm",
            RANDOM),
        row(
            Area.PROCESSES,
            "Postgres or ClickHouse down when the job starts",
            "tries on, says so in the web UI",
            "end.FaultsE2ECase#postgresIsDownWhenTheJobStarts",
            "end.FaultsE2ECase#clickHouseIsDownWhenTheJobStarts"),
        row(
            Area.NETWORK,
            "cut before the server, inside the request, before the answer, inside the answer",
            RIDES,
            TO_POSTGRES,
            TO_CLICKHOUSE),
        row(
            Area.NETWORK,
            "answer withheld, then lost or late",
            RIDES,
            TO_POSTGRES,
            TO_CLICKHOUSE,
            FAULTS + "LinkFaultsITCase#answersOfClickHouseComeLate"),
        row(
            Area.NETWORK,
            "half-open, silent, for a while or for good",
            RIDES,
            TO_POSTGRES,
            TO_CLICKHOUSE,
            FAULTS + "LinkFaultsITCase#clickHouseIsNeverHeardOfAgain",
            FAULTS + "LinkFaultsITCase#postgresIsNeverHeardOfAgain",
            "sink.clickhouse.client.ClickHouseClientTest#aServerThatIsSilentIsGivenUpSoon"),
        row(Area.NETWORK, "slow", RIDES, TO_POSTGRES, TO_CLICKHOUSE),
        row(
            Area.POSTGRES,
            "walsender terminated",
            RIDES,
            FAULTS + "NamedFaultsITCase#walsenderTerminated",
            LOG + "aLostConnectionLosesAndDoublesNothing"),
        row(
            Area.POSTGRES,
            "slot still held by a dead connection of the job, by another job",
            "the job's own is ended and the slot taken over; another's is waited for",
            "source.postgres.SlotTakeOverITCase#ofAnEarlierAttempt",
            "source.postgres.SlotTakeOverITCase#ofTheSameAttempt",
            "source.postgres.SlotTakeOverITCase#ofALaterAttempt",
            "source.postgres.SlotTakeOverITCase#ofAnotherJob",
            GUARD + "waitsForTheSlotsHolder"),
        row(
            Area.POSTGRES,
            "slot dropped while the job runs, while it is away",
            REFUSES,
            FAULTS + "NamedFaultsITCase#slotDropped",
            GUARD + "slotDropped"),
        row(
            Area.POSTGRES,
            "slot advanced by hand while the job runs, while it is away",
            REFUSES,
            FAULTS + "NamedFaultsITCase#slotAdvanced",
            FAULTS + "RestoreITCase#slotAdvancedWhileAway",
            GUARD + "slotAdvanced"),
        row(
            Area.POSTGRES,
            "slot invalidated by max_slot_wal_keep_size",
            REFUSES,
            FAULTS + "RestoreITCase#slotInvalidatedWhileAway",
            GUARD + "logThrownAway"),
        row(
            Area.POSTGRES,
            "publication dropped or narrowed",
            "the job fails for good within seconds, names what is missing and the remedy",
            FAULTS + "NamedFaultsITCase#publicationDropped",
            LOG + "aPublicationThatIsNarrowedFailsTheJob",
            GUARD + "publicationDropped"),
        row(
            Area.POSTGRES,
            "source table dropped",
            "the job fails for good, names the table",
            FAULTS + "NamedFaultsITCase#tableDropped"),
        row(
            Area.POSTGRES,
            "source table rewritten (VACUUM FULL) while the snapshot reads it",
            "equal, nothing twice",
            "source.postgres.RewrittenTableITCase#withFailures"),
        row(
            Area.POSTGRES,
            "another cluster, another timeline, a server that lost transactions",
            REFUSES,
            GUARD + "anotherCluster",
            GUARD + "anotherTimeline",
            GUARD + "serverThatLostTransactions"),
        row(
            Area.FLINK,
            "checkpoint storage full or unwritable",
            "nothing is published, the job goes on, and beyond the tolerated failures restarts;"
                + " then all comes",
            FAULTS + "CheckpointStorageITCase#full",
            FAULTS + "CheckpointStorageITCase#unwritable",
            FAULTS + "CheckpointStorageITCase#fullForLongerThanTolerated"),
        row(
            Area.FLINK,
            "wrong clock, also one that jumps",
            "order and versions come from the log, times from Postgres: no clock of the host is read",
            FAULTS + "ClockTest#noStepOnTheWayOfAChangeReadsTheHostsClock"),
        row(
            Area.FLINK,
            "another parallelism",
            "equal, nothing twice",
            "end.ClusterE2ECase#killsUnderLoadThenASavepointAtAnotherParallelism",
            "end.ShopITCase#goesOnFromASavepointWithAnotherParallelism"),
        row(
            Area.CLICKHOUSE,
            "too many parts",
            RIDES,
            FAULTS + "ClickHouseFaultsITCase#tooManyParts"),
        row(Area.CLICKHOUSE, "memory limit", RIDES, FAULTS + "ClickHouseFaultsITCase#memoryLimit"),
        row(Area.CLICKHOUSE, "disk full", RIDES, FAULTS + "ClickHouseFaultsITCase#diskFull"),
        row(
            Area.CLICKHOUSE,
            "user or table made read-only",
            "the job fails with ClickHouse's code and restarts until it may write again",
            FAULTS + "ClickHouseFaultsITCase#readOnlyUser",
            FAULTS + "ClickHouseFaultsITCase#readOnlyTable"),
        row(
            Area.CLICKHOUSE,
            "target table dropped",
            "the job fails, names the table",
            SHIPPING + "whatCannotBeMendedFailsAtOnce"),
        row(
            Area.REGRESSIONS,
            "restored exactly at a commit (FLINK-39265)",
            "the next transaction is not lost",
            LOG + "restoredExactlyAtACommit"),
        row(
            Area.REGRESSIONS,
            "restored inside a transaction, rows that share one position (COPY)",
            "no row lost or doubled",
            LOG + "restoredInsideTransactions",
            LOG + "copyAndTransactionsThatInterleave",
            "source.flinkcdc.FlinkCdcRestartITCase#losesNothingAndGivesNothingTwice"),
        row(
            Area.REGRESSIONS,
            "transaction straddling a snapshot chunk",
            "equal",
            "source.postgres.PostgresSourceITCase#snapshotWhileOthersWrite",
            "source.postgres.CommitNotYetVisibleITCase#aValueLeftOutOfTheLogIsWaitedFor"),
        row(
            Area.REGRESSIONS,
            "slot dropped and made again under its name",
            REFUSES,
            GUARD + "slotMadeAgainAtOnce",
            GUARD + "slotMadeAgainLater"),
        row(
            Area.REGRESSIONS,
            "slot ahead of a savepoint",
            REFUSES,
            FAULTS + "RestoreITCase#anOldSavepoint"),
        row(
            Area.REGRESSIONS,
            "restore of a checkpoint that is not the newest",
            "goes on; what it had published is found there; equal, nothing twice",
            FAULTS + "RestoreITCase#anOlderCheckpoint"),
        row(
            Area.REGRESSIONS,
            "ClickHouse killed between dedup log and part",
            "the read-back finds the rows missing and sends them",
            SHIPPING + "aTokenWithoutItsRowsLosesNothing"),
        row(
            Area.REGRESSIONS,
            "commit retried after an unknown outcome",
            "looked for, not repeated",
            SHIPPING + "aLostAnswerIsNotRepeated",
            SHIPPING + "aRestoredInsertThatHasLandedIsLeftAlone",
            SHIPPING + "commitRowsAreWrittenOnce"),
        row(
            Area.REGRESSIONS,
            "a try that still runs while it is repeated",
            "waited for",
            SHIPPING + "anEarlierTryIsWaitedFor"));
  }

  private static FaultMatrix row(Area kind, String fault, String expected, String... tests) {
    return new FaultMatrix(kind, fault, expected, List.of(tests));
  }

  /** As a table in Markdown. */
  public static String markdown() {
    StringBuilder table = new StringBuilder("| where | what happens | expected | shown by |\n");
    table.append("|---|---|---|---|\n");
    for (FaultMatrix row : all()) {
      List<String> short_ = row.tests.stream().map(FaultMatrix::shortName).toList();
      table
          .append("| ")
          .append(row.kind.name().toLowerCase(java.util.Locale.ROOT))
          .append(" | ")
          .append(row.fault)
          .append(" | ")
          .append(row.expected)
          .append(" | ")
          .append(String.join(", ", short_))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String shortName(String test) {
    return '`' + test.substring(test.lastIndexOf('.') + 1) + '`';
  }
}
