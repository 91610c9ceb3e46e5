package io.millrace.proof.state;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.runtime.state.internal.InternalMapState;

/**
 * A map a key. What an iteration sees is copied first: as in RocksDB, state may change meanwhile.
 */
final class BytesMap<K, N, U, V> extends BytesState<K, N, Map<U, V>>
    implements InternalMapState<K, N, U, V> {

  private final TypeSerializer<U> userKeys;
  private final TypeSerializer<V> userValues;

  BytesMap(
      KeyedBytes<K> backend,
      TypeSerializer<N> namespaces,
      TypeSerializer<U> userKeys,
      TypeSerializer<V> userValues,
      NavigableMap<Bytes, byte[]> table) {
    super(backend, namespaces, new MapSerializer<>(userKeys, userValues), table);
    this.userKeys = userKeys;
    this.userValues = userValues;
  }

  private Bytes place(U key) {
    return new Bytes(Codec.concat(prefix(), codec.bytes(userKeys, key)));
  }

  private Map<U, V> all() {
    byte[] prefix = prefix();
    Map<U, V> all = new LinkedHashMap<>();
    for (Map.Entry<Bytes, byte[]> entry : table.tailMap(new Bytes(prefix)).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      all.put(
          codec.value(userKeys, entry.getKey().bytes(), prefix.length),
          codec.value(userValues, entry.getValue()));
    }
    return all;
  }

  @Override
  public V get(U key) {
    byte[] bytes = table.get(place(key));
    return bytes == null ? null : codec.value(userValues, bytes);
  }

  @Override
  public void put(U key, V value) {
    table.put(place(key), codec.bytes(userValues, value));
  }

  @Override
  public void putAll(Map<U, V> map) {
    map.forEach(this::put);
  }

  @Override
  public void remove(U key) {
    table.remove(place(key));
  }

  @Override
  public boolean contains(U key) {
    return table.containsKey(place(key));
  }

  @Override
  public Iterable<Map.Entry<U, V>> entries() {
    return this::iterator;
  }

  @Override
  public Iterable<U> keys() {
    return all().keySet();
  }

  @Override
  public Iterable<V> values() {
    return all().values();
  }

  /** Entries can be removed through it. */
  @Override
  public Iterator<Map.Entry<U, V>> iterator() {
    Iterator<Map.Entry<U, V>> entries = all().entrySet().iterator();
    byte[] prefix = prefix();
    return new Iterator<>() {
      private U last;

      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Map.Entry<U, V> next() {
        Map.Entry<U, V> entry = entries.next();
        last = entry.getKey();
        return entry;
      }

      @Override
      public void remove() {
        table.remove(new Bytes(Codec.concat(prefix, codec.bytes(userKeys, last))));
      }
    };
  }

  @Override
  public boolean isEmpty() {
    byte[] prefix = prefix();
    Bytes first = table.ceilingKey(new Bytes(prefix));
    return first == null || !first.startsWith(prefix);
  }

  @Override
  public void clear() {
    byte[] prefix = prefix();
    Iterator<Bytes> keys = table.tailMap(new Bytes(prefix)).keySet().iterator();
    while (keys.hasNext() && keys.next().startsWith(prefix)) {
      keys.remove();
    }
  }
}
