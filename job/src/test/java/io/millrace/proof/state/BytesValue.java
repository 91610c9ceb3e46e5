package io.millrace.proof.state;

import java.util.NavigableMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.internal.InternalValueState;

/** One value a key. */
final class BytesValue<K, N, V> extends BytesState<K, N, V> implements InternalValueState<K, N, V> {

  BytesValue(
      KeyedBytes<K> backend,
      TypeSerializer<N> namespaces,
      TypeSerializer<V> values,
      NavigableMap<Bytes, byte[]> table) {
    super(backend, namespaces, values, table);
  }

  @Override
  public V value() {
    byte[] bytes = table.get(new Bytes(prefix()));
    return bytes == null ? null : codec.value(getValueSerializer(), bytes);
  }

  @Override
  public void update(V value) {
    if (value == null) {
      clear();
    } else {
      table.put(new Bytes(prefix()), codec.bytes(getValueSerializer(), value));
    }
  }

  @Override
  public void clear() {
    table.remove(new Bytes(prefix()));
  }
}
