package io.millrace.topology;

import io.millrace.aligned.GateOperator;
import io.millrace.change.ChangeTypes;
import io.millrace.change.KeyGroups;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.join.Answer;
import io.millrace.join.AssembleOperator;
import io.millrace.join.Assembly;
import io.millrace.join.Dimension;
import io.millrace.join.DimensionChange;
import io.millrace.join.DimensionOperator;
import io.millrace.join.DimensionRouter;
import io.millrace.join.FactRouter;
import io.millrace.join.JoinTypes;
import io.millrace.join.Subscription;
import io.millrace.join.TableRouter;
import io.millrace.query.JoinEdge;
import io.millrace.query.JoinKind;
import io.millrace.query.JoinNode;
import io.millrace.query.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Wires one target's join tree, from normalized tables to joined rows. */
final class JoinTopology {

  private final Plan plan;
  private final NodeLayouts layouts;
  private final String target;
  private final List<? extends DataStream<RowChange>> tables;

  /**
   * @param tables the plan's scans, normalized, each partitioned by primary key
   */
  JoinTopology(Plan plan, String target, List<? extends DataStream<RowChange>> tables) {
    this.plan = plan;
    this.layouts = new NodeLayouts(plan);
    this.target = target;
    this.tables = tables;
  }

  /** The rows of the tree whose root the node is, partitioned by the root's primary key. */
  DataStream<RowChange> rows(JoinNode root) {
    return root.edges().isEmpty() ? copied(root) : joined(root, false, false);
  }

  private DataStream<RowChange> copied(JoinNode node) {
    DataStream<RowChange> rows =
        tables
            .get(node.scan())
            .flatMap(
                new TableRouter(layouts.scan(node), layouts.columnsInScan(node)),
                ChangeTypes.ROW_CHANGE)
            .name(label("route", node))
            .uid(uid("route", node));
    return byGroup(rows)
        .transform(
            label("gate", node),
            ChangeTypes.ROW_CHANGE,
            new GateOperator(layouts.own(node).toString()))
        .uid(uid("gate", node));
  }

  private DataStream<RowChange> joined(JoinNode node, boolean joinedOn, boolean givesBefore) {
    List<OutputTag<Subscription>> tags =
        IntStream.range(0, node.edges().size())
            .mapToObj(i -> new OutputTag<>("subscriptions-" + i, JoinTypes.SUBSCRIPTION))
            .toList();
    SingleOutputStreamOperator<RowChange> facts = facts(node, tags);
    List<Dimension> dimensions = new ArrayList<>();
    DataStream<Answer> answers = null;
    for (int i = 0; i < node.edges().size(); i++) {
      JoinEdge edge = node.edges().get(i);
      dimensions.add(dimension(node, edge));
      DataStream<Answer> some = answers(i, edge, facts.getSideOutput(tags.get(i)));
      answers = answers == null ? some : answers.union(some);
    }
    return byGroup(facts)
        .connect(answers.keyBy(a -> KeyGroups.representative(a.group()), Types.INT))
        .transform(
            label("assemble", node),
            ChangeTypes.ROW_CHANGE,
            new AssembleOperator(
                new Assembly(layouts.own(node), dimensions, joinedOn, givesBefore)))
        .uid(uid("assemble", node));
  }

  private SingleOutputStreamOperator<RowChange> facts(
      JoinNode node, List<OutputTag<Subscription>> tags) {
    RowLayout own = layouts.own(node);
    List<int[]> foreignKeys =
        node.edges().stream().map(e -> NodeLayouts.indexes(own, e.foreignKey())).toList();
    return tables
        .get(node.scan())
        .process(
            new FactRouter(layouts.scan(node), layouts.columnsInScan(node), foreignKeys, tags),
            ChangeTypes.ROW_CHANGE)
        .name(label("route", node))
        .uid(uid("route", node));
  }

  private Dimension dimension(JoinNode node, JoinEdge edge) {
    return new Dimension(
        edge.kind() == JoinKind.INNER,
        NodeLayouts.indexes(layouts.own(node), edge.foreignKey()),
        layouts.joined(edge.child()));
  }

  private DataStream<Answer> answers(
      int index, JoinEdge edge, DataStream<Subscription> subscriptions) {
    return dimensionChanges(edge)
        .keyBy(DimensionChange::dimension, ChangeTypes.KEY)
        .connect(subscriptions.keyBy(Subscription::dimension, ChangeTypes.KEY))
        .transform(
            label("join", edge.child()),
            JoinTypes.ANSWER,
            new DimensionOperator(index, layouts.joined(edge.child()).toString()))
        .uid(uid("join", edge.child()));
  }

  private DataStream<DimensionChange> dimensionChanges(JoinEdge edge) {
    JoinNode child = edge.child();
    boolean leaf = child.edges().isEmpty();
    RowLayout from = leaf ? layouts.scan(child) : layouts.joined(child);
    int[] columns = leaf ? layouts.columnsInScan(child) : all(from);
    int[] referenced = NodeLayouts.indexes(layouts.own(child), edge.referenced());
    boolean byRowKey = plan.scan(child).table().rowKey().equals(edge.referenced());
    DataStream<RowChange> rows = leaf ? tables.get(child.scan()) : joined(child, true, !byRowKey);
    return rows.flatMap(
            new DimensionRouter(from, columns, referenced, leaf), JoinTypes.DIMENSION_CHANGE)
        .name(label("route dimension", child))
        .uid(uid("route-dimension", child));
  }

  private static int[] all(RowLayout layout) {
    int[] all = new int[layout.size()];
    Arrays.setAll(all, i -> i);
    return all;
  }

  /**
   * Rows are where their primary key puts them already, and a group's representative is in the same
   * place.
   */
  private static KeyedStream<RowChange, Integer> byGroup(DataStream<RowChange> rows) {
    return DataStreamUtils.reinterpretAsKeyedStream(
        rows, change -> KeyGroups.representative(KeyGroups.of(change.key())), Types.INT);
  }

  private String label(String step, JoinNode node) {
    return step + ": " + target + " / " + node.alias();
  }

  private String uid(String step, JoinNode node) {
    return step + ":" + target + "/" + node.alias();
  }
}
