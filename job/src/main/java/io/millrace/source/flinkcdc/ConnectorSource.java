package io.millrace.source.flinkcdc;

import io.millrace.change.ChangeTypes;
import io.millrace.change.LogEvent;
import io.millrace.source.SourceScan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.cdc.connectors.base.config.JdbcSourceConfig;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceReaderContext;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceSplitReader;
import org.apache.flink.cdc.connectors.postgres.source.PostgresSourceBuilder.PostgresIncrementalSource;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfigFactory;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffsetFactory;
import org.apache.flink.cdc.connectors.postgres.source.reader.PostgresSourceReader;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.util.Collector;
import org.apache.kafka.connect.source.SourceRecord;

/** The connector with Millrace's dialect, reader and emitter in it. */
final class ConnectorSource extends PostgresIncrementalSource<LogEvent> {

  private static final long serialVersionUID = 1;

  private final FlinkCdcOptions options;
  private final SourceDatabase database;
  private final List<SourceScan> scans;

  ConnectorSource(FlinkCdcOptions options, SourceDatabase database, List<SourceScan> scans) {
    this(options, database, scans, ConnectorConfiguration.of(options, scans));
  }

  private ConnectorSource(
      FlinkCdcOptions options,
      SourceDatabase database,
      List<SourceScan> scans,
      PostgresSourceConfigFactory configuration) {
    super(
        configuration,
        new NoDeserialization(),
        new PostgresOffsetFactory(),
        new ScanDialect(configuration.create(0), database, scans));
    this.options = options;
    this.database = database;
    this.scans = new ArrayList<>(scans);
  }

  @Override
  public PostgresSourceReader createReader(SourceReaderContext context) {
    PostgresSourceConfig config =
        (PostgresSourceConfig) configFactory.create(context.getIndexOfSubtask());
    IncrementalSourceReaderContext shared = new IncrementalSourceReaderContext(context);
    FutureCompletingBlockingQueue<RecordsWithSplitIds<SourceRecords>> queue =
        new FutureCompletingBlockingQueue<>();
    return new ConnectorReader(
        queue,
        () ->
            new IncrementalSourceSplitReader<JdbcSourceConfig>(
                context.getIndexOfSubtask(), dataSourceDialect, config, shared, snapshotHooks),
        new LogEventEmitter(options, new ChangeReader(scans), Clock.systemUTC()),
        shared,
        config,
        sourceSplitSerializer,
        (ScanDialect) dataSourceDialect,
        database);
  }

  @Override
  public TypeInformation<LogEvent> getProducedType() {
    return ChangeTypes.LOG_EVENT;
  }

  /** The connector insists on one; the emitter does its work. */
  private static final class NoDeserialization implements DebeziumDeserializationSchema<LogEvent> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(SourceRecord record, Collector<LogEvent> out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TypeInformation<LogEvent> getProducedType() {
      return ChangeTypes.LOG_EVENT;
    }
  }
}
