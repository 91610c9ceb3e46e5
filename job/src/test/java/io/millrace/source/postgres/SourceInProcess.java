package io.millrace.source.postgres;

import io.millrace.change.ChangeTypes;
import io.millrace.change.LogEvent;
import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import io.millrace.source.flinkcdc.FlinkCdcOptions;
import io.millrace.source.flinkcdc.FlinkCdcSource;
import io.millrace.source.postgres.connect.PostgresDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A source in a job of its own, in a process that is there to be killed: it goes on from the last
 * checkpoint that completed and keeps what comes in an {@link EventFile}. Arguments: connector,
 * host, port, database, user, password, directory, tables.
 */
final class SourceInProcess {

  static final String MILLRACE = "postgres";
  static final String FLINK_CDC = "flink-cdc";

  private static final int READERS = 2;
  private static final int CHUNK_ROWS = 500;
  private static final long SNAPSHOT_BYTES_PER_SECOND = 1_000_000;
  private static final Duration CHECKPOINTS = Duration.ofMillis(200);

  private SourceInProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[6]);
    List<SourceScan> scans = new ArrayList<>();
    PostgresDatabase database =
        PostgresDatabase.of(
            arguments[1] + ":" + arguments[2],
            arguments[3],
            arguments[4],
            new Secret(arguments[5]));
    try (Connection sql = database.open()) {
      for (int i = 7; i < arguments.length; i++) {
        scans.add(Scans.of(sql, arguments[i]));
      }
    }
    if (arguments[0].equals(FLINK_CDC)) {
      run(flinkCdc(arguments, scans), 1, directory);
    } else {
      run(millrace(database, scans), READERS, directory);
    }
  }

  /** A killed job's beginning may have made the slot before its first checkpoint completed. */
  private static PostgresSource millrace(PostgresDatabase database, List<SourceScan> scans) {
    SnapshotOptions snapshot =
        SnapshotOptions.DEFAULT
            .withChunkRows(CHUNK_ROWS)
            .withBytesPerSecond(SNAPSHOT_BYTES_PER_SECOND);
    return new PostgresSource(
        PostgresSourceOptions.of(database, "killed").withSnapshot(snapshot).withAdoptSlot(true),
        scans);
  }

  private static FlinkCdcSource flinkCdc(String[] arguments, List<SourceScan> scans) {
    return new FlinkCdcSource(
        FlinkCdcOptions.of(
            arguments[1],
            Integer.parseInt(arguments[2]),
            arguments[3],
            arguments[4],
            new Secret(arguments[5]),
            "killed"),
        scans);
  }

  private static void run(Source<LogEvent, ?, ?> source, int readers, Path directory)
      throws Exception {
    Path checkpoints = Files.createDirectories(directory.resolve("checkpoints"));
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    Path completed = EventFileOperator.completed(directory);
    if (Files.exists(completed)) {
      configuration.set(
          StateRecoveryOptions.SAVEPOINT_PATH,
          checkpoints.resolve(Files.readString(completed)).toUri().toString());
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(readers, configuration);
    environment.getConfig().disableGenericTypes();
    environment.getConfig().enableObjectReuse();
    environment.enableCheckpointing(CHECKPOINTS.toMillis());
    environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "source")
        .uid("source")
        .transform("keep", ChangeTypes.LOG_EVENT, new EventFileOperator(directory))
        .uid("keep")
        .setParallelism(1);
    environment.execute();
  }
}
