package io.millrace.topology;

import io.millrace.change.LogEvent;
import io.millrace.pipeline.Connector;
import io.millrace.pipeline.HostAndPort;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.SourceDefinition;
import io.millrace.query.Plan;
import io.millrace.query.TableScan;
import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import io.millrace.source.flinkcdc.FlinkCdcOptions;
import io.millrace.source.flinkcdc.FlinkCdcSource;
import io.millrace.source.postgres.PostgresSource;
import io.millrace.source.postgres.PostgresSourceOptions;
import io.millrace.source.postgres.SnapshotMode;
import io.millrace.source.postgres.SnapshotOptions;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.connect.Tls;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * From the pipeline's source section to a source. The one place that knows which sources there are.
 */
public final class SourceEnds {

  private static final Duration IDLE = Duration.ofMillis(500);

  private SourceEnds() {}

  /** The log of the plan's tables; its watermarks come from the source itself. */
  static DataStream<LogEvent> log(
      StreamExecutionEnvironment env, Pipeline pipeline, Plan plan, boolean adoptSlot) {
    SourceDefinition source = pipeline.source();
    List<SourceScan> scans = scans(plan);
    if (source.connector() == Connector.FLINK_CDC) {
      return env.fromSource(
              new FlinkCdcSource(flinkCdc(source), scans),
              WatermarkStrategy.noWatermarks(),
              "Postgres (Flink CDC)")
          .setParallelism(1)
          .uid("source");
    }
    return env.fromSource(
            new PostgresSource(postgres(pipeline, adoptSlot), scans),
            WatermarkStrategy.noWatermarks(),
            "Postgres")
        .uid("source");
  }

  /** The plan's tables as a source wants them; {@code Change.table} is the index. */
  public static List<SourceScan> scans(Plan plan) {
    return plan.scans().stream().map(SourceEnds::scan).toList();
  }

  private static SourceScan scan(TableScan scan) {
    return new SourceScan(
        scan.table().id(),
        scan.layout(),
        scan.columns().stream()
            .map(column -> column.isOfPosition() ? SourceScan.POSITION : column.typeOid())
            .toList(),
        Arrays.stream(scan.key()).boxed().toList());
  }

  /** The database of the pipeline's source section. */
  public static PostgresDatabase database(SourceDefinition source) {
    Map<String, String> parameters = source.parameters();
    return new PostgresDatabase(
        source.hosts().stream().map(HostAndPort::toString).toList(),
        source.database(),
        source.user(),
        secret(source),
        new Tls(
            parameters.get("sslmode"),
            parameters.get("sslrootcert"),
            parameters.get("sslcert"),
            parameters.get("sslkey")),
        connectTimeout(source),
        PostgresDatabase.RETRY_FOR);
  }

  private static PostgresSourceOptions postgres(Pipeline pipeline, boolean adoptSlot) {
    SourceDefinition source = pipeline.source();
    return new PostgresSourceOptions(
        database(source).withRetryFor(pipeline.retryFor()),
        source.slot(),
        source.publication(),
        adoptSlot,
        new SnapshotOptions(
            SnapshotMode.valueOf(source.snapshot().mode().name()),
            source.snapshot().chunkRows(),
            pipeline.clickhouse().maxPendingBytes(),
            source.snapshot().readers(),
            source.snapshot().bytesPerSecond()),
        source.watermarkInterval(),
        IDLE,
        source.retainedCheckpoints(),
        source.failoverSlot());
  }

  private static FlinkCdcOptions flinkCdc(SourceDefinition source) {
    FlinkCdcOptions defaults =
        FlinkCdcOptions.of(
            source.hosts().get(0).host(),
            source.hosts().get(0).port(),
            source.database(),
            source.user(),
            secret(source),
            source.slot());
    return new FlinkCdcOptions(
        defaults.host(),
        defaults.port(),
        defaults.database(),
        defaults.user(),
        defaults.password(),
        source.parameters().get("sslmode"),
        source.parameters().get("sslrootcert"),
        source.slot(),
        source.publication(),
        defaults.chunkRows(),
        defaults.fetchRows(),
        defaults.pollInterval(),
        defaults.heartbeatInterval(),
        source.watermarkInterval(),
        defaults.idleInterval(),
        defaults.nudgeInterval(),
        defaults.retainedCheckpoints(),
        connectTimeout(source));
  }

  private static Secret secret(SourceDefinition source) {
    return new Secret(source.password().value());
  }

  private static Duration connectTimeout(SourceDefinition source) {
    return Duration.ofSeconds(
        Long.parseLong(source.parameters().getOrDefault("connect_timeout", "10")));
  }
}
