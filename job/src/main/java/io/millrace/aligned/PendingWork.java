package io.millrace.aligned;

import io.millrace.change.KeyGroups;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/**
 * What a slice has touched and its end must look at, by key group. It stands in memory; beyond a
 * number of entries, and at every checkpoint, it moves to keyed state, so that a transaction of any
 * size passes and a barrier may fall inside it.
 *
 * <p>State: one entry for each touched key of an unfinished slice; cleared at the slice's end. For
 * operators keyed by {@link KeyGroups#representative}; used by the task's thread only. Methods that
 * take a group leave it as the current key.
 */
public final class PendingWork<K, V> {

  private final KeyedStateBackend<Integer> backend;
  private final MapState<K, V> spilled;
  private final int limit;
  private final TreeMap<Integer, Group<K, V>> groups = new TreeMap<>();
  private int inMemory;

  private static final class Group<K, V> {
    private final Map<K, V> memory = new HashMap<>();
    private boolean hasSpilled;
  }

  /** Looks at one piece of pending work. */
  @FunctionalInterface
  public interface Visitor<K, V> {
    void visit(K key, V value) throws Exception;
  }

  /**
   * @param limit entries in memory beyond which they move to state
   */
  public PendingWork(
      KeyedStateBackend<Integer> backend, MapStateDescriptor<K, V> descriptor, int limit)
      throws Exception {
    this.backend = backend;
    this.limit = limit;
    this.spilled =
        backend.getPartitionedState(
            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    for (int group : ((CheckpointableKeyedStateBackend<?>) backend).getKeyGroupRange()) {
      enter(group);
      if (!spilled.isEmpty()) {
        group(group).hasSpilled = true;
      }
    }
  }

  /** The groups that have pending work now. */
  public Iterable<Integer> groups() {
    return java.util.List.copyOf(groups.keySet());
  }

  /** Null when the key has none. */
  public V get(int group, K key) throws Exception {
    Group<K, V> pending = groups.get(group);
    if (pending == null) {
      return null;
    }
    V value = pending.memory.get(key);
    if (value == null && pending.hasSpilled) {
      enter(group);
      value = spilled.get(key);
    }
    return value;
  }

  public void put(int group, K key, V value) throws Exception {
    Group<K, V> pending = group(group);
    if (pending.memory.put(key, value) == null && ++inMemory > limit) {
      spillAll();
    }
  }

  public void remove(int group, K key) throws Exception {
    Group<K, V> pending = groups.get(group);
    if (pending == null) {
      return;
    }
    if (pending.memory.remove(key) != null) {
      inMemory--;
    }
    if (pending.hasSpilled) {
      enter(group);
      spilled.remove(key);
    }
  }

  /** Moves everything to state: before a barrier, and when memory is full. */
  public void spillAll() throws Exception {
    for (Map.Entry<Integer, Group<K, V>> entry : groups.entrySet()) {
      Group<K, V> pending = entry.getValue();
      if (!pending.memory.isEmpty()) {
        enter(entry.getKey());
        spilled.putAll(pending.memory);
        pending.memory.clear();
        pending.hasSpilled = true;
      }
    }
    inMemory = 0;
  }

  /**
   * Visits a group's work and keeps it: {@link #clear} ends it. The visitor must not change this
   * group's work.
   */
  public void visit(int group, Visitor<K, V> visitor) throws Exception {
    Group<K, V> pending = groups.get(group);
    if (pending == null) {
      return;
    }
    for (Map.Entry<K, V> entry : pending.memory.entrySet()) {
      visitor.visit(entry.getKey(), entry.getValue());
    }
    if (pending.hasSpilled) {
      enter(group);
      for (Map.Entry<K, V> entry : spilled.entries()) {
        if (!pending.memory.containsKey(entry.getKey())) {
          visitor.visit(entry.getKey(), entry.getValue());
        }
      }
    }
  }

  public void clear(int group) throws Exception {
    Group<K, V> pending = groups.remove(group);
    if (pending != null) {
      inMemory -= pending.memory.size();
      if (pending.hasSpilled) {
        enter(group);
        spilled.clear();
      }
    }
  }

  private Group<K, V> group(int group) {
    return groups.computeIfAbsent(group, absent -> new Group<>());
  }

  private void enter(int group) {
    backend.setCurrentKey(KeyGroups.representative(group));
  }
}
