package io.millrace.proof.simulator;

import java.io.Serializable;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.memory.ManagedMemoryUseCase;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.api.graph.StreamConfig;
import org.apache.flink.streaming.api.graph.StreamNode;

/** An operator's configuration, without the detour through bytes. */
final class StepConfig extends StreamConfig {

  private static final long serialVersionUID = 1;

  private final transient StreamNode node;

  StepConfig(StreamNode node) {
    super(new Configuration());
    this.node = node;
    setOperatorID(new OperatorID(node.getId(), node.getOperatorName().hashCode()));
    setOperatorName(node.getOperatorName());
    setChainIndex(0);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, K extends Serializable> KeySelector<I, K> getStatePartitioner(
      int input, ClassLoader loader) {
    KeySelector<?, ?>[] partitioners = node.getStatePartitioners();
    return input < partitioners.length ? (KeySelector<I, K>) partitioners[input] : null;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K> TypeSerializer<K> getStateKeySerializer(ClassLoader loader) {
    return (TypeSerializer<K>) node.getStateKeySerializer();
  }

  @Override
  public double getManagedMemoryFractionOperatorUseCaseOfSlot(
      ManagedMemoryUseCase use, Configuration job, Configuration cluster, ClassLoader loader) {
    return 0;
  }
}
