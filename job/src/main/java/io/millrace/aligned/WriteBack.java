package io.millrace.aligned;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The entries of a keyed state used lately, in memory. Changes reach the state when an entry leaves
 * memory, and all of them before a barrier ({@link #flush}); so several changes of one entry cost
 * one write, and a read of what was used lately costs none.
 *
 * <p>Used by the task's thread only. A lookup can write another entry back, under that one's own
 * key: the current key is not kept.
 */
public final class WriteBack<K, V> {

  /** What an entry takes beside its value, roughly, in bytes. */
  private static final int OVERHEAD = 200;

  /** Share of the heap that one cache may take: a job has some for each slot. */
  private static final int SHARE = 64;

  private final Store<K, V> store;
  private final ToIntFunction<V> size;
  private final long limit;

  /**
   * In the order they came. An entry used since gets a second round instead of a new place at every
   * use: moving links of long-lived entries is what a garbage collector likes least.
   */
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

  private long bytes;

  /** The state behind the memory. Sets the current key itself. */
  public interface Store<K, V> {
    /** Null when there is none. */
    V read(K key) throws Exception;

    /**
     * @param value null removes the entry
     */
    void write(K key, V value) throws Exception;
  }

  private static final class Entry<V> {
    /** Null: there is none in state either, or it is to be removed there. */
    private V value;

    private boolean changed;
    private boolean used;
    private int bytes;
  }

  /**
   * @param size of a value in bytes, roughly
   */
  public WriteBack(Store<K, V> store, ToIntFunction<V> size) {
    this(store, size, Runtime.getRuntime().maxMemory() / SHARE);
  }

  /**
   * @param limit bytes in memory beyond which the eldest entries leave it
   */
  WriteBack(Store<K, V> store, ToIntFunction<V> size, long limit) {
    this.store = store;
    this.size = size;
    this.limit = limit;
  }

  /** Null when there is none. */
  public V get(K key) throws Exception {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      entry = new Entry<>();
      entry.value = store.read(key);
      entries.put(key, entry);
      resize(entry);
      evict();
    } else {
      entry.used = true;
    }
    return entry.value;
  }

  /**
   * @param value null removes the entry
   */
  public void put(K key, V value) throws Exception {
    Entry<V> entry = entries.computeIfAbsent(key, absent -> new Entry<>());
    entry.used = true;
    entry.value = value;
    entry.changed = true;
    resize(entry);
    evict();
  }

  /** Writes every change to state; what is in memory stays there. */
  public void flush() throws Exception {
    for (Map.Entry<K, Entry<V>> entry : entries.entrySet()) {
      writeBack(entry.getKey(), entry.getValue());
    }
  }

  private void resize(Entry<V> entry) {
    bytes -= entry.bytes;
    entry.bytes = OVERHEAD + (entry.value == null ? 0 : size.applyAsInt(entry.value));
    bytes += entry.bytes;
  }

  private void evict() throws Exception {
    while (bytes > limit && entries.size() > 1) {
      Map.Entry<K, Entry<V>> eldest = entries.entrySet().iterator().next();
      K key = eldest.getKey();
      Entry<V> entry = eldest.getValue();
      entries.remove(key);
      if (entry.used) {
        entry.used = false;
        entries.put(key, entry);
      } else {
        writeBack(key, entry);
        bytes -= entry.bytes;
      }
    }
  }

  private void writeBack(K key, Entry<V> entry) throws Exception {
    if (entry.changed) {
      store.write(key, entry.value);
      entry.changed = false;
    }
  }
}
