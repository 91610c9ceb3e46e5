package io.millrace.topology;

import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.Commit;
import io.millrace.change.LogEvent;
import io.millrace.change.RowChange;
import io.millrace.change.TargetChange;
import io.millrace.normalize.NormalizeOperator;
import io.millrace.project.ProjectFunction;
import io.millrace.query.Expression;
import io.millrace.query.JoinNode;
import io.millrace.query.Plan;
import io.millrace.query.TableScan;
import io.millrace.query.TargetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * From a source's log to the rows of every target: split, normalize, join, project.
 *
 * @param targets in the plan's order; each partitioned by the target's key
 * @param commits of the log
 */
public record TargetStreams(List<DataStream<TargetChange>> targets, DataStream<Commit> commits) {

  public static TargetStreams of(DataStream<LogEvent> log, Plan plan) {
    LogSplitter splitter =
        new LogSplitter(
            plan.scans().size(), plan.targets().stream().map(TargetQuery::name).toList());
    // As parallel as the source: a hand-over between them would mix up the order of the log.
    SingleOutputStreamOperator<Commit> commits =
        log.process(splitter, ChangeTypes.COMMIT)
            .setParallelism(log.getParallelism())
            .name("split by table")
            .uid("split");
    List<DataStream<RowChange>> tables = new ArrayList<>();
    for (int i = 0; i < plan.scans().size(); i++) {
      tables.add(normalized(commits.getSideOutput(splitter.table(i)), plan.scans().get(i)));
    }
    List<DataStream<TargetChange>> targets = new ArrayList<>();
    for (TargetQuery target : plan.targets()) {
      DataStream<RowChange> rows =
          new JoinTopology(plan, target.name(), tables).rows(target.root());
      targets.add(projected(rows, target, new NodeLayouts(plan)));
    }
    return new TargetStreams(targets, commits);
  }

  private static DataStream<RowChange> normalized(DataStream<Change> changes, TableScan scan) {
    return changes
        .keyBy(Change::key, ChangeTypes.KEY)
        .transform(
            "normalize: " + scan.table().id(),
            ChangeTypes.ROW_CHANGE,
            new NormalizeOperator(scan.table().id(), scan.layout(), keyedBy(scan)))
        .uid("normalize:" + scan.table().id());
  }

  /** Nothing for a primary key, which older savepoints do not name. */
  private static String keyedBy(TableScan scan) {
    return scan.table().isKeyedByPrimaryKey() ? "" : " by " + scan.table().rowKey();
  }

  private static DataStream<TargetChange> projected(
      DataStream<RowChange> rows, TargetQuery target, NodeLayouts layouts) {
    JoinNode root = target.root();
    Map<String, Integer> offsets = layouts.offsets(root);
    int[] columns =
        target.columns().stream()
            .mapToInt(column -> place(column.expression(), root, offsets))
            .toArray();
    return rows.flatMap(
            new ProjectFunction(layouts.joined(root), columns), ChangeTypes.TARGET_CHANGE)
        .name("project: " + target.name())
        .uid("project:" + target.name());
  }

  private static int place(Expression expression, JoinNode root, Map<String, Integer> offsets) {
    Expression.ColumnReference reference = (Expression.ColumnReference) expression;
    JoinNode node = find(root, reference.alias());
    return offsets.get(reference.alias()) + node.columns().indexOf(reference.column());
  }

  private static JoinNode find(JoinNode node, String alias) {
    if (node.alias().equals(alias)) {
      return node;
    }
    return node.edges().stream()
        .map(edge -> find(edge.child(), alias))
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }
}
