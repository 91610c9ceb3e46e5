package io.millrace.proof.state;

import java.util.NavigableMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.internal.InternalKvState;

/** What the kinds of keyed state share. */
abstract class BytesState<K, N, V> implements InternalKvState<K, N, V> {

  final Codec codec = new Codec();
  final NavigableMap<Bytes, byte[]> table;
  private final KeyedBytes<K> backend;
  private final TypeSerializer<N> namespaces;
  private final TypeSerializer<V> values;
  private N namespace;

  BytesState(
      KeyedBytes<K> backend,
      TypeSerializer<N> namespaces,
      TypeSerializer<V> values,
      NavigableMap<Bytes, byte[]> table) {
    this.backend = backend;
    this.namespaces = namespaces;
    this.values = values;
    this.table = table;
  }

  byte[] prefix() {
    return backend.prefix(namespaces, namespace);
  }

  @Override
  public TypeSerializer<K> getKeySerializer() {
    return backend.getKeySerializer();
  }

  @Override
  public TypeSerializer<N> getNamespaceSerializer() {
    return namespaces;
  }

  @Override
  public TypeSerializer<V> getValueSerializer() {
    return values;
  }

  @Override
  public void setCurrentNamespace(N now) {
    namespace = now;
  }

  @Override
  public byte[] getSerializedValue(
      byte[] keyAndNamespace,
      TypeSerializer<K> keys,
      TypeSerializer<N> names,
      TypeSerializer<V> safeValues) {
    throw new UnsupportedOperationException("teach the simulator this");
  }

  @Override
  public StateIncrementalVisitor<K, N, V> getStateIncrementalVisitor(int recommended) {
    throw new UnsupportedOperationException("teach the simulator this");
  }
}
