package io.millrace.source.flinkcdc;

import io.millrace.change.ChangeTypes;
import io.millrace.change.LogEvent;
import io.millrace.source.SourceScan;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.cdc.connectors.base.source.assigner.state.PendingSplitsState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Postgres through the Flink CDC connector 3.5.0: every table of the pipeline is read, then the log
 * is followed. It keeps the contract of {@link io.millrace.change.Change}; {@code package-info}
 * says how, and what stays open.
 *
 * <p>To be given {@code WatermarkStrategy.noWatermarks()}: it emits its watermarks itself, through
 * the output of the one split that is being read, and Flink passes on the least of all splits'
 * watermarks; a strategy with generators or idleness would mix its own in. Parallelism 1: the log
 * has one reader in any case, and with one reader for all, "every snapshot row has been given" is
 * known without asking others.
 *
 * <p>State: the connector's own splits, the log's position in the stream split ({@link
 * LogPosition}). The snapshot's chunks stay in it for good, some hundred bytes each.
 */
public final class FlinkCdcSource
    implements Source<LogEvent, SourceSplitBase, PendingSplitsState>,
        ResultTypeQueryable<LogEvent> {

  private static final long serialVersionUID = 1;

  private final FlinkCdcOptions options;
  private final SourceDatabase database;
  private final StartCheck check;
  private final ConnectorSource connector;

  /**
   * @param scans in the order of the plan's source tables: a change names its table by the index
   * @throws io.millrace.source.SourceRefusedException for what this source cannot give exactly
   */
  public FlinkCdcSource(FlinkCdcOptions options, List<SourceScan> scans) {
    this.options = options;
    this.database = new SourceDatabase(options);
    this.check = new StartCheck(options, scans);
    this.connector = new ConnectorSource(options, database, scans);
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<SourceSplitBase, PendingSplitsState> createEnumerator(
      SplitEnumeratorContext<SourceSplitBase> context) {
    return guarded(connector.createEnumerator(context), context, null);
  }

  @Override
  public SplitEnumerator<SourceSplitBase, PendingSplitsState> restoreEnumerator(
      SplitEnumeratorContext<SourceSplitBase> context, PendingSplitsState state) {
    return guarded(connector.restoreEnumerator(context, state), context, state);
  }

  private GuardedEnumerator guarded(
      SplitEnumerator<SourceSplitBase, PendingSplitsState> enumerator,
      SplitEnumeratorContext<SourceSplitBase> context,
      @Nullable PendingSplitsState restored) {
    return new GuardedEnumerator(enumerator, context, options, database, check, restored);
  }

  @Override
  @SuppressWarnings("unchecked")
  public SourceReader<LogEvent, SourceSplitBase> createReader(SourceReaderContext context) {
    return connector.createReader(context);
  }

  @Override
  public SimpleVersionedSerializer<SourceSplitBase> getSplitSerializer() {
    return connector.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<PendingSplitsState> getEnumeratorCheckpointSerializer() {
    return connector.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<LogEvent> getProducedType() {
    return ChangeTypes.LOG_EVENT;
  }
}
