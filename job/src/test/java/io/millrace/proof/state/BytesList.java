package io.millrace.proof.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.runtime.state.internal.InternalListState;

/** A list a key. */
final class BytesList<K, N, V> extends BytesState<K, N, List<V>>
    implements InternalListState<K, N, V> {

  BytesList(
      KeyedBytes<K> backend,
      TypeSerializer<N> namespaces,
      TypeSerializer<V> elements,
      NavigableMap<Bytes, byte[]> table) {
    super(backend, namespaces, new ListSerializer<>(elements), table);
  }

  @Override
  public Iterable<V> get() {
    return getInternal();
  }

  @Override
  public List<V> getInternal() {
    byte[] bytes = table.get(new Bytes(prefix()));
    return bytes == null ? null : codec.value(getValueSerializer(), bytes);
  }

  @Override
  public void updateInternal(List<V> values) {
    update(values);
  }

  @Override
  public void update(List<V> values) {
    if (values == null || values.isEmpty()) {
      clear();
    } else {
      table.put(new Bytes(prefix()), codec.bytes(getValueSerializer(), values));
    }
  }

  @Override
  public void add(V value) {
    addAll(List.of(value));
  }

  @Override
  public void addAll(List<V> values) {
    List<V> all = getInternal();
    all = all == null ? new ArrayList<>() : new ArrayList<>(all);
    all.addAll(values);
    update(all);
  }

  @Override
  public void mergeNamespaces(N target, Collection<N> sources) {
    throw new UnsupportedOperationException("teach the simulator this");
  }

  @Override
  public void clear() {
    table.remove(new Bytes(prefix()));
  }
}
