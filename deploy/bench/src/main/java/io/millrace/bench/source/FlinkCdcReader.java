package io.millrace.bench.source;

import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cdc.connectors.base.options.StartupOptions;
import org.apache.flink.cdc.connectors.postgres.source.PostgresSourceBuilder;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The Flink CDC connector as its users have it, tuned (large chunks, short waits), with records
 * that are not converted to anything.
 */
final class FlinkCdcReader implements Reader {

  private static final int SNAPSHOT_READERS = 2;
  private static final int CHUNK_ROWS = 100_000;
  private static final int FETCH_ROWS = 10_000;

  @Override
  public SourceJob snapshot(Reading reading) throws Exception {
    return read(reading, StartupOptions.initial(), SNAPSHOT_READERS);
  }

  @Override
  public SourceJob log(Reading reading) throws Exception {
    return read(reading, StartupOptions.committed(), 1);
  }

  private static SourceJob read(Reading reading, StartupOptions startup, int readers)
      throws Exception {
    Properties debezium = new Properties();
    debezium.setProperty("publication.name", reading.publication());
    debezium.setProperty("publication.autocreate.mode", "disabled");
    debezium.setProperty("poll.interval.ms", "10");
    var source =
        PostgresSourceBuilder.PostgresIncrementalSource.<Boolean>builder()
            .hostname(reading.host())
            .port(reading.port())
            .database(reading.database())
            .schemaList("public")
            .tableList("public." + Reading.TABLE)
            .username(reading.user())
            .password(reading.password())
            .slotName(reading.slot())
            .decodingPluginName("pgoutput")
            .deserializer(new Nothing())
            .startupOptions(startup)
            .splitSize(CHUNK_ROWS)
            .fetchSize(FETCH_ROWS)
            .skipSnapshotBackfill(true)
            .heartbeatInterval(Duration.ofSeconds(30))
            .debeziumProperties(debezium)
            .build();
    SourceJob job = SourceJob.start(source, readers);
    job.await(reading.rows());
    return job;
  }

  /** One value for a record. */
  private static final class Nothing implements DebeziumDeserializationSchema<Boolean> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(SourceRecord change, Collector<Boolean> out) {
      out.collect(true);
    }

    @Override
    public TypeInformation<Boolean> getProducedType() {
      return Types.BOOLEAN;
    }
  }
}
