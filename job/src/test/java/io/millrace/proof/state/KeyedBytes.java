package io.millrace.proof.state;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RunnableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.DoneFuture;
import org.apache.flink.runtime.state.InternalKeyContextImpl;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupedInternalPriorityQueue;
import org.apache.flink.runtime.state.Keyed;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.PriorityComparable;
import org.apache.flink.runtime.state.SavepointResources;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.StateSnapshotTransformer.StateSnapshotTransformFactory;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueElement;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueSet;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueSetFactory;
import org.apache.flink.runtime.state.metrics.LatencyTrackingStateConfig;
import org.apache.flink.runtime.state.ttl.TtlTimeProvider;

/**
 * Keyed state as sorted bytes: key group, key, namespace, then a map's own key. Value, list and map
 * states; no timers in a checkpoint.
 */
final class KeyedBytes<K> extends AbstractKeyedStateBackend<K> {

  private static final LatencyTrackingStateConfig NO_LATENCY =
      LatencyTrackingStateConfig.disabled();

  private final Map<String, NavigableMap<Bytes, byte[]>> tables = new HashMap<>();
  private final Map<String, HeapPriorityQueueSet<?>> queues = new HashMap<>();
  private final Codec codec = new Codec();
  private final HeapPriorityQueueSetFactory queueFactory;

  KeyedBytes(
      TypeSerializer<K> keys,
      KeyGroupRange range,
      int groups,
      ExecutionConfig config,
      StateImage image) {
    super(
        null,
        keys,
        KeyedBytes.class.getClassLoader(),
        config,
        TtlTimeProvider.DEFAULT,
        NO_LATENCY,
        new CloseableRegistry(),
        new InternalKeyContextImpl<>(range, groups));
    queueFactory = new HeapPriorityQueueSetFactory(range, groups, 8);
    image.keyed().forEach((name, entries) -> tables.put(name, new TreeMap<>(entries)));
  }

  static byte[] groupPrefix(int group) {
    return new byte[] {(byte) (group >> 8), (byte) group};
  }

  Map<String, NavigableMap<Bytes, byte[]>> copy() {
    queues.forEach(
        (name, queue) -> {
          if (!queue.isEmpty()) {
            throw new UnsupportedOperationException("teach the simulator timers: " + name);
          }
        });
    Map<String, NavigableMap<Bytes, byte[]>> copy = new HashMap<>();
    tables.forEach(
        (name, entries) -> {
          if (!entries.isEmpty()) {
            copy.put(name, new TreeMap<>(entries));
          }
        });
    return copy;
  }

  /** Where the current key's entries of a namespace stand. */
  <N> byte[] prefix(TypeSerializer<N> namespaces, N namespace) {
    if (!keyGroupRange.contains(getCurrentKeyGroupIndex())) {
      throw new IllegalStateException(
          "key group " + getCurrentKeyGroupIndex() + " is not in " + keyGroupRange);
    }
    return codec.prefix(
        getCurrentKeyGroupIndex(), keySerializer, getCurrentKey(), namespaces, namespace);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <N, SV, SEV, S extends State, IS extends S> IS createOrUpdateInternalState(
      TypeSerializer<N> namespaces,
      StateDescriptor<S, SV> descriptor,
      StateSnapshotTransformFactory<SEV> transform) {
    NavigableMap<Bytes, byte[]> table =
        tables.computeIfAbsent(descriptor.getName(), name -> new TreeMap<>());
    if (descriptor instanceof ValueStateDescriptor<?>) {
      return (IS) new BytesValue<>(this, namespaces, descriptor.getSerializer(), table);
    }
    if (descriptor instanceof MapStateDescriptor<?, ?> map) {
      return (IS)
          new BytesMap<>(this, namespaces, map.getKeySerializer(), map.getValueSerializer(), table);
    }
    if (descriptor instanceof ListStateDescriptor<?> list) {
      return (IS) new BytesList<>(this, namespaces, list.getElementSerializer(), table);
    }
    throw new UnsupportedOperationException("teach the simulator " + descriptor);
  }

  @Override
  public <N, SV, SEV, S extends State, IS extends S> IS createOrUpdateInternalState(
      TypeSerializer<N> namespaces,
      StateDescriptor<S, SV> descriptor,
      StateSnapshotTransformFactory<SEV> transform,
      boolean allowFutureMetadataUpdates) {
    return createOrUpdateInternalState(namespaces, descriptor, transform);
  }

  @Override
  public <T extends HeapPriorityQueueElement & PriorityComparable<? super T> & Keyed<?>>
      KeyGroupedInternalPriorityQueue<T> create(String name, TypeSerializer<T> serializer) {
    HeapPriorityQueueSet<T> queue = queueFactory.create(name, serializer);
    queues.put(name, queue);
    return queue;
  }

  @Override
  public RunnableFuture<SnapshotResult<KeyedStateHandle>> snapshot(
      long checkpoint, long timestamp, CheckpointStreamFactory factory, CheckpointOptions options) {
    return DoneFuture.of(SnapshotResult.empty());
  }

  @Override
  public SavepointResources<K> savepoint() {
    throw new UnsupportedOperationException("teach the simulator this");
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {}

  /** Of a state without namespaces: the keys there are at the call, each once. */
  @Override
  public <N> Stream<K> getKeys(String state, N namespace) {
    if (!VoidNamespace.INSTANCE.equals(namespace)) {
      throw new UnsupportedOperationException("teach the simulator getKeys of " + namespace);
    }
    Set<K> keys = new LinkedHashSet<>();
    for (Bytes entry : tables.getOrDefault(state, Collections.emptyNavigableMap()).keySet()) {
      keys.add(codec.keyOf(entry.bytes(), keySerializer));
    }
    return keys.stream();
  }

  @Override
  public <N> Stream<K> getKeys(java.util.List<String> states, N namespace) {
    throw new UnsupportedOperationException("teach the simulator getKeys");
  }

  @Override
  public <N> Stream<Tuple2<K, N>> getKeysAndNamespaces(String state) {
    throw new UnsupportedOperationException("teach the simulator getKeysAndNamespaces");
  }

  @Override
  public int numKeyValueStateEntries() {
    return tables.values().stream().mapToInt(Map::size).sum();
  }
}
