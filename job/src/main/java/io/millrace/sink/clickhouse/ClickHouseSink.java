package io.millrace.sink.clickhouse;

import io.millrace.change.Commit;
import io.millrace.change.Key;
import io.millrace.change.KeyGroups;
import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.batch.CommitSeen;
import io.millrace.sink.clickhouse.batch.SinkRecord;
import io.millrace.sink.clickhouse.commit.PublishingSink;
import io.millrace.sink.clickhouse.encode.EncodeOperator;
import io.millrace.sink.clickhouse.encode.RejectedRows;
import io.millrace.sink.clickhouse.write.BatchWriter;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;

/**
 * Adds the sink to a job.
 *
 * <p>What it expects: a target's changes of one key come to one subtask, in order, in the key group
 * of {@link KeyGroups#of}; watermarks are commit positions and rows come at or before theirs;
 * checkpoints are aligned. What it gives: with {@link Delivery#EXACTLY_ONCE} the rows of all
 * targets up to a checkpoint's watermark appear after it has completed, each once, and then its row
 * in {@code _millrace_commits}.
 */
public final class ClickHouseSink {

  private ClickHouseSink() {}

  /**
   * @param perTarget changes of each target, in the order of {@code targets}; all of one
   *     parallelism
   * @param commits each just ahead of the watermark of the same value
   * @param targets in the order in which a checkpoint's rows are to appear: dimensions first
   * @param uidPrefix of all operators added here
   */
  public static void attach(
      List<DataStream<TargetChange>> perTarget,
      DataStream<Commit> commits,
      List<PreparedTarget> targets,
      ClickHouseOptions options,
      String uidPrefix) {
    if (perTarget.size() != targets.size() || targets.isEmpty()) {
      throw new IllegalArgumentException(
          perTarget.size() + " streams for " + targets.size() + " targets");
    }
    DataStream<SinkRecord> records =
        commits
            .map(commit -> (SinkRecord) new CommitSeen(commit))
            .returns(SinkRecord.TYPE)
            .setParallelism(commits.getParallelism())
            .uid(uidPrefix + "-commits")
            .name("Commits");
    for (int i = 0; i < targets.size(); i++) {
      records = records.union(encode(perTarget.get(i), targets.get(i), options, uidPrefix));
    }
    records
        .sinkTo(new PublishingSink(targets, options))
        .setParallelism(perTarget.get(0).getParallelism())
        .uid(uidPrefix)
        .name("ClickHouse");
  }

  private static DataStream<SinkRecord> encode(
      DataStream<TargetChange> changes,
      PreparedTarget target,
      ClickHouseOptions options,
      String uidPrefix) {
    boolean lowLatency = options.delivery() == Delivery.LOW_LATENCY;
    EncodeOperator operator =
        new EncodeOperator(
            target, RejectedRows.FAIL, lowLatency ? BatchWriter.halfFlushInterval(options) : 0);
    DataStream<TargetChange> placed =
        target.placement().isEmpty()
            ? changes
            : DataStreamUtils.reinterpretAsKeyedStream(
                changes, change -> keyGroup(change.key()), Types.INT);
    return placed
        .transform("Encode " + target.table(), SinkRecord.TYPE, operator)
        .setParallelism(changes.getParallelism())
        .uid(uidPrefix + "-encode-" + target.table());
  }

  private static Integer keyGroup(Key key) {
    return KeyGroups.representative(KeyGroups.of(key));
  }
}
