package io.millrace.cli.plan;

import io.millrace.pipeline.Pipeline;
import io.millrace.query.Plan;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.PreparedTarget.Years;
import io.millrace.topology.PipelineJob;
import io.millrace.topology.TargetEnds;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;

/**
 * An operator of the job's graph.
 *
 * @param name as the web UI shows it
 * @param uid by which a savepoint knows its state
 */
public record JobOperator(String name, String uid) {

  /** The operators in topological order of their making; asks no server. */
  public static List<JobOperator> of(Pipeline pipeline, Plan plan) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    List<PreparedTarget> targets =
        TargetEnds.clickHouse(pipeline, plan).stream().map(JobOperator::unplaced).toList();
    PipelineJob.build(env, pipeline, plan, targets, false);
    return env.getStreamGraph(false).getStreamNodes().stream()
        .sorted(java.util.Comparator.comparing(StreamNode::getId))
        .map(node -> new JobOperator(node.getOperatorName(), node.getTransformationUID()))
        .toList();
  }

  /** Placement changes what an operator keeps, not which there are. */
  private static PreparedTarget unplaced(ClickHouseTarget target) {
    return new PreparedTarget(
        target.table(), target.layout(), target.key(), List.of(), Years.FROM_1900_TO_2299);
  }
}
