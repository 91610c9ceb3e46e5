package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.KeySerializer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/**
 * An assembly's keyed state, of the current key group.
 *
 * <ul>
 *   <li><b>facts</b>: the used columns of every live fact, once; cleared with its deletion.
 *   <li><b>index</b>: for each dimension's key the facts that refer to it (the key is Flink's
 *       namespace, so that one key's facts lie together); cleared with the fact or its move.
 *   <li><b>dimensions</b>: one copy of a dimension's row for each key group that ever referred to
 *       it; never cleared, so that it grows with the moves of facts. A copy that no fact refers to
 *       is not kept up to date: the next reference brings a new one.
 * </ul>
 */
final class AssemblyState {

  private final KeyedStateBackend<Integer> backend;
  private final MapState<Key, Fact> facts;
  private final MapState<EdgeKey, CachedDimension> dimensions;
  private final MapStateDescriptor<Key, Boolean> index =
      new MapStateDescriptor<>("index", new KeySerializer(), BooleanSerializer.INSTANCE);
  private final EdgeKeySerializer edgeKeys = new EdgeKeySerializer();

  AssemblyState(KeyedStateBackend<Integer> backend) throws Exception {
    this.backend = backend;
    this.facts = of(new MapStateDescriptor<>("facts", new KeySerializer(), new FactSerializer()));
    this.dimensions =
        of(
            new MapStateDescriptor<>(
                "dimensions", new EdgeKeySerializer(), new CachedDimensionSerializer()));
  }

  private <K, V> MapState<K, V> of(MapStateDescriptor<K, V> descriptor) throws Exception {
    return backend.getPartitionedState(
        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
  }

  /** Null when there is no such fact. */
  Fact fact(Key key) throws Exception {
    return facts.get(key);
  }

  void put(Key key, Fact fact) throws Exception {
    facts.put(key, fact);
  }

  void remove(Key key) throws Exception {
    facts.remove(key);
  }

  /** Null when none was ever sent: there is no such row, or not yet. */
  CachedDimension dimension(EdgeKey edgeKey) throws Exception {
    return dimensions.get(edgeKey);
  }

  void put(EdgeKey edgeKey, CachedDimension dimension) throws Exception {
    dimensions.put(edgeKey, dimension);
  }

  void refer(EdgeKey edgeKey, Key fact) throws Exception {
    backend.getPartitionedState(edgeKey, edgeKeys, index).put(fact, true);
  }

  void unrefer(EdgeKey edgeKey, Key fact) throws Exception {
    backend.getPartitionedState(edgeKey, edgeKeys, index).remove(fact);
  }

  /**
   * The facts that refer to a dimension's row: copied, so that state may change while they are
   * worked through.
   */
  List<Key> referring(EdgeKey edgeKey) throws Exception {
    List<Key> keys = new ArrayList<>();
    backend.getPartitionedState(edgeKey, edgeKeys, index).keys().forEach(keys::add);
    return keys;
  }
}
