package io.millrace.source.postgres;

import io.millrace.change.ChangeTypes;
import io.millrace.change.LogEvent;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.split.PostgresSplit;
import io.millrace.source.postgres.split.PostgresSplitSerializer;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The tables of a Postgres database: what stands in them, then every change, in commit order, each
 * transaction whole. To be used with {@code WatermarkStrategy.noWatermarks()}: it emits its
 * watermarks itself, and they reach the operators as they are.
 *
 * <p>Exactly once with Flink's state, whatever fails: a restored source goes on after the last
 * change that the checkpoint holds, inside a transaction too. Snapshot rows of a chunk that was
 * being read are emitted again, with the position they had. It refuses to start where the slot can
 * no longer serve the checkpoint ({@link io.millrace.source.postgres.guard.StartGuard}).
 *
 * <p>With several readers all copy chunks; one follows the log, and the others then emit the
 * highest watermark and nothing more, so that a step downstream stands where the log's reader does.
 */
public final class PostgresSource
    implements Source<LogEvent, PostgresSplit, EnumeratorState>, ResultTypeQueryable<LogEvent> {

  private static final long serialVersionUID = 1;

  private final PostgresSourceOptions options;
  private final List<SourceScan> scans;

  /**
   * @param scans {@code Change.table} is the index in this list
   */
  public PostgresSource(PostgresSourceOptions options, List<SourceScan> scans) {
    this.options = options;
    this.scans = List.copyOf(scans);
  }

  /** Unbounded even when it ends: Flink would drop a bounded source's watermarks in batch mode. */
  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<PostgresSplit, EnumeratorState> createEnumerator(
      SplitEnumeratorContext<PostgresSplit> context) {
    return restoreEnumerator(context, EnumeratorState.INITIAL);
  }

  @Override
  public SplitEnumerator<PostgresSplit, EnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<PostgresSplit> context, EnumeratorState state) {
    return new PostgresEnumerator(context, options, scans, state);
  }

  @Override
  public SourceReader<LogEvent, PostgresSplit> createReader(SourceReaderContext context) {
    return new PostgresReader(context, options, scans);
  }

  @Override
  public SimpleVersionedSerializer<PostgresSplit> getSplitSerializer() {
    return new PostgresSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<EnumeratorState> getEnumeratorCheckpointSerializer() {
    return new EnumeratorStateSerializer();
  }

  @Override
  public TypeInformation<LogEvent> getProducedType() {
    return ChangeTypes.LOG_EVENT;
  }
}
