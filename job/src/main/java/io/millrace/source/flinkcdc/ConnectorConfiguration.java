package io.millrace.source.flinkcdc;

import io.millrace.change.TableId;
import io.millrace.source.SourceScan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.cdc.connectors.base.options.StartupOptions;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfigFactory;

/**
 * The connector's settings, each chosen against one of its holes. What is not set here is at the
 * connector's default.
 */
final class ConnectorConfiguration {

  /**
   * For every session: text forms that do not depend on how role or database are set up, an error
   * where row security would leave rows out, and no time limits.
   */
  private static final String SESSION =
      "-c bytea_output=hex -c extra_float_digits=3 -c datestyle=ISO -c row_security=off"
          + " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0";

  private ConnectorConfiguration() {}

  static PostgresSourceConfigFactory of(FlinkCdcOptions options, List<SourceScan> scans) {
    PostgresSourceConfigFactory factory = new PostgresSourceConfigFactory();
    factory.hostname(options.host());
    factory.port(options.port());
    factory.database(options.database());
    factory.username(options.user());
    factory.password(options.password().value());
    factory.tableList(scans.stream().map(s -> pattern(s.table())).toArray(String[]::new));
    factory.decodingPluginName("pgoutput");
    factory.slotName(options.slot());
    factory.startupOptions(StartupOptions.initial());
    factory.splitSize(options.chunkRows());
    factory.connectTimeout(options.connectTimeout());
    factory.connectionPoolSize(2);
    factory.heartbeatInterval(options.heartbeatInterval());
    // With back-fill, changes of transactions that span a chunk's end are lost.
    factory.skipSnapshotBackfill(true);
    factory.setLsnCommitCheckpointsDelay(options.retainedCheckpoints());
    factory.debeziumProperties(debezium(options, scans));
    return factory;
  }

  private static Properties debezium(FlinkCdcOptions options, List<SourceScan> scans) {
    Properties properties = new Properties();
    CellConverter.configure(properties, scans);
    properties.setProperty("publication.name", options.publication());
    // Anything else rewrites the publication while it is in use.
    properties.setProperty("publication.autocreate.mode", "disabled");
    // A truncation must arrive, to be refused; by default it is skipped.
    properties.setProperty("skipped.operations", "none");
    // Deprecated, yet its default, skip, is added to the operations to be skipped.
    properties.setProperty("truncate.handling.mode", "include");
    properties.setProperty("tombstones.on.delete", "false");
    properties.setProperty("event.processing.failure.handling.mode", "fail");
    properties.setProperty("logical.decoding.message.prefix.exclude.list", ".*");
    properties.setProperty("snapshot.fetch.size", Integer.toString(options.fetchRows()));
    properties.setProperty("poll.interval.ms", Long.toString(options.pollInterval().toMillis()));
    // A slot may still be held by a dead TaskManager's connection: wait a minute.
    properties.setProperty("slot.max.retries", "60");
    properties.setProperty("slot.retry.delay.ms", "1000");
    properties.setProperty("database.options", SESSION);
    properties.setProperty("database.binaryTransfer", "false");
    properties.setProperty("database.ApplicationName", "millrace");
    encryption(options).forEach((name, value) -> properties.setProperty("database." + name, value));
    return properties;
  }

  /** Settings of the driver that have to do with encryption. */
  static Map<String, String> encryption(FlinkCdcOptions options) {
    Map<String, String> settings = new HashMap<>();
    if (options.sslMode() != null) {
      settings.put("sslmode", options.sslMode());
    }
    if (options.sslRootCertificate() != null) {
      settings.put("sslrootcert", options.sslRootCertificate());
    }
    return settings;
  }

  static String url(FlinkCdcOptions options) {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return "jdbc:postgresql://" + host + ":" + options.port() + "/" + options.database();
  }

  /** Debezium takes a comma-separated list of regular expressions, without regard to case. */
  private static String pattern(TableId table) {
    return table.toString().replaceAll("[^\\p{L}\\p{N}_ ]", "\\\\$0");
  }
}
