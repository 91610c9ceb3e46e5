package io.millrace.proof.simulator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.graph.StreamingJobGraphGenerator;

/** The operators of a job and how they are wired, as Flink's graph says. */
public final class JobShape {

  final ExecutionConfig config;
  final int maxParallelism;
  private final Map<Integer, Step> steps = new LinkedHashMap<>();
  private final List<Step> ordered = new ArrayList<>();
  private int components;

  /**
   * @param graph with all operators at the same parallelism
   */
  public JobShape(StreamGraph graph, int maxParallelism) throws IOException {
    this.config = graph.getExecutionConfig();
    this.maxParallelism = maxParallelism;
    // Ids are counted on from job to job: only their order is the same on every run.
    List<StreamNode> nodes = new ArrayList<>(graph.getStreamNodes());
    nodes.sort(Comparator.comparing(StreamNode::getId));
    for (StreamNode node : nodes) {
      steps.put(node.getId(), new Step(node));
    }
    for (StreamNode node : nodes) {
      for (StreamEdge edge : node.getOutEdges()) {
        wire(graph, node, edge);
      }
    }
    steps.values().forEach(step -> order(step, new HashSet<>()));
    for (Step step : ordered) {
      if (step.component < 0) {
        tie(step, components++);
      }
    }
  }

  private void wire(StreamGraph graph, StreamNode node, StreamEdge edge) {
    TypeSerializer<?> serializer =
        edge.getOutputTag() == null
            ? node.getTypeSerializerOut()
            : edge.getOutputTag().getTypeInfo().createSerializer(config.getSerializerConfig());
    Wire wire =
        new Wire(
            steps.get(edge.getSourceId()),
            steps.get(edge.getTargetId()),
            Math.max(0, edge.getTypeNumber() - 1),
            edge.getOutputTag(),
            edge.getPartitioner(),
            serializer,
            StreamingJobGraphGenerator.isChainable(edge, graph));
    wire.from().outputs.add(wire);
    wire.to().inputs.add(wire);
  }

  /** Producers first. */
  private void order(Step step, Set<Step> above) {
    if (!above.add(step)) {
      throw new IllegalArgumentException("the graph has a cycle at " + step);
    }
    if (!ordered.contains(step)) {
      step.inputs.forEach(wire -> order(wire.from(), above));
      ordered.add(step);
    }
    above.remove(step);
  }

  private void tie(Step step, int component) {
    if (step.component >= 0) {
      return;
    }
    step.component = component;
    step.outputs.stream().filter(JobShape::isForward).forEach(w -> tie(w.to(), component));
    step.inputs.stream().filter(JobShape::isForward).forEach(w -> tie(w.from(), component));
  }

  static boolean isForward(Wire wire) {
    return wire.partitioner().isPointwise();
  }

  /** Producers before consumers. */
  List<Step> steps() {
    return ordered;
  }

  /** How many parallelisms can be chosen. */
  public int components() {
    return components;
  }

  public List<String> uids() {
    return ordered.stream().map(step -> step.uid).toList();
  }
}
