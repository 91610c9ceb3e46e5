package io.millrace.sink.clickhouse.commit;

import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.batch.SinkRecord;
import io.millrace.sink.clickhouse.batch.Written;
import io.millrace.sink.clickhouse.batch.WrittenSerializer;
import io.millrace.sink.clickhouse.insert.Inserter;
import io.millrace.sink.clickhouse.insert.WireColumns;
import io.millrace.sink.clickhouse.write.BatchWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The sink as Flink has it, one for all targets: writers hold a checkpoint's batches, one grouping
 * subtask makes inserts of them, one committer publishes.
 */
public final class PublishingSink
    implements Sink<SinkRecord>,
        SupportsCommitter<Publication>,
        SupportsPreCommitTopology<Written, Publication> {

  private static final long serialVersionUID = 1;

  private final List<PreparedTarget> targets;
  private final ClickHouseOptions options;

  /**
   * @param targets in the order in which a checkpoint's rows are to appear
   */
  public PublishingSink(List<PreparedTarget> targets, ClickHouseOptions options) {
    this.targets = List.copyOf(targets);
    this.options = options;
  }

  @Override
  @Deprecated
  public SinkWriter<SinkRecord> createWriter(InitContext context) {
    throw new UnsupportedOperationException("Flink 1.20 calls createWriter(WriterInitContext)");
  }

  @Override
  public SinkWriter<SinkRecord> createWriter(WriterInitContext context) throws IOException {
    boolean restored = context.getRestoredCheckpointId().isPresent();
    Inserter inserter = inserter(context.metricGroup(), restored);
    return new BatchWriter(
        options,
        columns(),
        moving(),
        inserter,
        context.getProcessingTimeService(),
        context.getTaskInfo().getNumberOfParallelSubtasks(),
        context.metricGroup());
  }

  @Override
  public Committer<Publication> createCommitter(CommitterInitContext context) throws IOException {
    long restored = context.getRestoredCheckpointId().orElse(0);
    Inserter inserter = inserter(context.metricGroup(), restored > 0);
    return new ClickHouseCommitter(tables(), options.pipeline(), restored, inserter);
  }

  @Override
  public SimpleVersionedSerializer<Publication> getCommittableSerializer() {
    return new PublicationSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Written> getWriteResultSerializer() {
    return new WrittenSerializer();
  }

  /** The second {@code global()} brings everything to the committer's first subtask. */
  @Override
  public DataStream<CommittableMessage<Publication>> addPreCommitTopology(
      DataStream<CommittableMessage<Written>> written) {
    return written
        .global()
        .transform(
            "Group",
            CommittableMessageTypeInfo.of(PublicationSerializer::new),
            new GroupingOperator(columns()))
        .uid("group")
        .setParallelism(1)
        .setMaxParallelism(1)
        .global();
  }

  private List<String> tables() {
    return targets.stream().map(PreparedTarget::table).toList();
  }

  private Map<String, WireColumns> columns() {
    Map<String, WireColumns> columns = new LinkedHashMap<>();
    targets.forEach(target -> columns.put(target.table(), WireColumns.of(target.layout())));
    return columns;
  }

  private Set<String> moving() {
    return targets.stream()
        .filter(target -> !target.placement().isEmpty())
        .map(PreparedTarget::table)
        .collect(Collectors.toSet());
  }

  private Inserter inserter(MetricGroup group, boolean restored) throws IOException {
    Inserter inserter = new Inserter(options, tables(), group);
    if (!restored) {
      inserter.clearEmptyTables();
    }
    return inserter;
  }
}
