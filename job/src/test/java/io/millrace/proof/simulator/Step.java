package io.millrace.proof.simulator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.util.InstantiationUtil;

/** An operator of the job's graph. */
final class Step {

  final int id;

  /** The uid; a name where there is none. */
  final String uid;

  final StepConfig config;
  final List<Wire> outputs = new ArrayList<>();
  final List<Wire> inputs = new ArrayList<>();

  /** Steps of one component are tied by forward edges: they have one parallelism. */
  int component = -1;

  private final byte[] factory;

  Step(StreamNode node) throws IOException {
    id = node.getId();
    uid =
        node.getTransformationUID() == null ? node.getOperatorName() : node.getTransformationUID();
    config = new StepConfig(node);
    factory = InstantiationUtil.serializeObject(node.getOperatorFactory());
  }

  /** A copy for one subtask, as a task gets it. */
  StreamOperatorFactory<?> factory() {
    try {
      return InstantiationUtil.deserializeObject(factory, Step.class.getClassLoader());
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(uid, e);
    }
  }

  /** The wire it is chained behind; null when it stands first. */
  Wire chainedBehind() {
    return inputs.size() == 1 && inputs.get(0).chained() ? inputs.get(0) : null;
  }

  @Override
  public String toString() {
    return uid;
  }
}
