package io.millrace.bench.source;

import io.millrace.source.Secret;
import io.millrace.source.flinkcdc.FlinkCdcOptions;
import io.millrace.source.flinkcdc.FlinkCdcSource;
import java.util.List;

/**
 * The Flink CDC connector 3.5.0, tuned and without JSON, as {@code connector: flink-cdc} has it.
 * (The connector as it comes cannot read a table through the driver of this build, which is newer
 * than the one it is made with.) It reads the table before the log, always, so that its log is read
 * by a warm JVM.
 */
final class FlinkCdcReader implements Reader {

  @Override
  public SourceJob snapshot(Reading reading) throws Exception {
    Counter.reset();
    SourceJob job = start(reading);
    job.await(reading.rows());
    return job;
  }

  @Override
  public SourceJob log(Reading reading, Runnable begins) throws Exception {
    Counter.reset(reading.tableRows(), begins);
    SourceJob job = start(reading);
    job.await(reading.tableRows() + reading.rows());
    return job;
  }

  private static SourceJob start(Reading reading) throws Exception {
    FlinkCdcOptions defaults =
        FlinkCdcOptions.of(
            reading.host(),
            reading.port(),
            reading.database(),
            reading.user(),
            new Secret(reading.password()),
            reading.slot());
    FlinkCdcOptions options =
        new FlinkCdcOptions(
            defaults.host(),
            defaults.port(),
            defaults.database(),
            defaults.user(),
            defaults.password(),
            defaults.sslMode(),
            defaults.sslRootCertificate(),
            defaults.slot(),
            reading.publication(),
            defaults.chunkRows(),
            defaults.fetchRows(),
            defaults.pollInterval(),
            defaults.heartbeatInterval(),
            defaults.watermarkInterval(),
            defaults.idleInterval(),
            defaults.nudgeInterval(),
            defaults.retainedCheckpoints(),
            defaults.connectTimeout());
    return SourceJob.start(new FlinkCdcSource(options, List.of(MillraceReader.scan(reading))), 1);
  }
}
