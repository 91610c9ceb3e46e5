package io.millrace.source.flinkcdc;

import org.apache.flink.cdc.connectors.base.config.JdbcSourceConfig;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.postgres.source.PostgresDialect;
import org.apache.flink.cdc.connectors.postgres.source.fetch.PostgresSourceFetchTaskContext;

/** The connector's context of a reading thread, with {@link TransactionDecoder} in it. */
final class ScanContext extends PostgresSourceFetchTaskContext {

  ScanContext(JdbcSourceConfig config, PostgresDialect dialect) {
    super(config, dialect);
  }

  @Override
  public void configure(SourceSplitBase split) {
    super.configure(split);
    TransactionDecoder.install(getReplicationConnection());
  }
}
