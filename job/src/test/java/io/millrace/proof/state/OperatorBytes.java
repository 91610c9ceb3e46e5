package io.millrace.proof.state;

import io.millrace.proof.state.StateImage.OperatorList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RunnableFuture;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.DoneFuture;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;

/** Operator state, list and union list, as bytes. */
final class OperatorBytes implements OperatorStateBackend {

  private final ExecutionConfig config;
  private final Map<String, OperatorList> lists = new HashMap<>();

  OperatorBytes(ExecutionConfig config, StateImage image) {
    this.config = config;
    image
        .lists()
        .forEach(
            (name, list) ->
                lists.put(name, new OperatorList(list.union(), new ArrayList<>(list.elements()))));
  }

  Map<String, OperatorList> copy() {
    Map<String, OperatorList> copy = new HashMap<>();
    lists.forEach(
        (name, list) ->
            copy.put(name, new OperatorList(list.union(), List.copyOf(list.elements()))));
    return copy;
  }

  @Override
  public <S> ListState<S> getListState(ListStateDescriptor<S> descriptor) {
    return list(descriptor, false);
  }

  @Override
  public <S> ListState<S> getUnionListState(ListStateDescriptor<S> descriptor) {
    return list(descriptor, true);
  }

  private <S> ListState<S> list(ListStateDescriptor<S> descriptor, boolean union) {
    if (!descriptor.isSerializerInitialized()) {
      descriptor.initializeSerializerUnlessSet(config);
    }
    OperatorList list =
        lists.computeIfAbsent(
            descriptor.getName(), name -> new OperatorList(union, new ArrayList<>()));
    if (list.union() != union) {
      throw new IllegalStateException("state " + descriptor.getName() + " changes its kind");
    }
    return new BytesListState<>(list.elements(), descriptor.getElementSerializer());
  }

  private static final class BytesListState<S> implements ListState<S> {
    private final List<byte[]> elements;
    private final TypeSerializer<S> serializer;
    private final Codec codec = new Codec();

    BytesListState(List<byte[]> elements, TypeSerializer<S> serializer) {
      this.elements = elements;
      this.serializer = serializer;
    }

    @Override
    public Iterable<S> get() {
      return elements.stream().map(bytes -> codec.value(serializer, bytes)).toList();
    }

    @Override
    public void add(S value) {
      elements.add(codec.bytes(serializer, value));
    }

    @Override
    public void addAll(List<S> values) {
      values.forEach(this::add);
    }

    @Override
    public void update(List<S> values) {
      clear();
      addAll(values);
    }

    @Override
    public void clear() {
      elements.clear();
    }
  }

  @Override
  public <K, V> BroadcastState<K, V> getBroadcastState(MapStateDescriptor<K, V> descriptor) {
    throw new UnsupportedOperationException("teach the simulator broadcast state");
  }

  @Override
  public Set<String> getRegisteredStateNames() {
    return lists.keySet();
  }

  @Override
  public Set<String> getRegisteredBroadcastStateNames() {
    return Set.of();
  }

  @Override
  public RunnableFuture<SnapshotResult<OperatorStateHandle>> snapshot(
      long checkpoint, long timestamp, CheckpointStreamFactory factory, CheckpointOptions options) {
    return DoneFuture.of(SnapshotResult.empty());
  }

  @Override
  public void dispose() {}

  @Override
  public void close() {}
}
