package io.millrace.aligned;

import io.millrace.change.KeyGroups;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/**
 * What a slice has touched and its end must look at, by key group. It stands in memory; beyond a
 * number of entries it moves to keyed state, so that a transaction of any size passes. A barrier
 * may fall inside it: {@link #persist} brings state up to date, and memory stays as it is.
 *
 * <p>State: one entry for each touched key of an unfinished slice; cleared at the slice's end. For
 * operators keyed by {@link KeyGroups#representative}; used by the task's thread only. Methods that
 * take a group may leave it as the current key.
 */
public final class PendingWork<K, V> {

  private final KeyedStateBackend<Integer> backend;
  private final MapState<K, V> state;
  private final int limit;
  private final Group<K, V>[] groups = newGroups();
  private int inMemory;

  private static final class Group<K, V> {
    private final Map<K, Entry<V>> memory = new HashMap<>();

    /** State has entries that memory has not. */
    private boolean overflowed;

    /** State has entries. */
    private boolean inState;
  }

  private static final class Entry<V> {
    private V value;
    private boolean inState;
    private boolean changed;
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
    this.state =
        backend.getPartitionedState(
            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    for (int number : ((CheckpointableKeyedStateBackend<?>) backend).getKeyGroupRange()) {
      enter(number);
      if (!state.isEmpty()) {
        Group<K, V> group = group(number);
        group.overflowed = true;
        group.inState = true;
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <K, V> Group<K, V>[] newGroups() {
    return new Group[KeyGroups.COUNT];
  }

  /** Whether a group has pending work now. */
  public boolean has(int number) {
    return groups[number] != null;
  }

  /** Null when the key has none. */
  public V get(int number, K key) throws Exception {
    Group<K, V> group = groups[number];
    if (group == null) {
      return null;
    }
    Entry<V> entry = group.memory.get(key);
    if (entry != null) {
      return entry.value;
    }
    if (!group.overflowed) {
      return null;
    }
    enter(number);
    return state.get(key);
  }

  public void put(int number, K key, V value) throws Exception {
    Map<K, Entry<V>> memory = group(number).memory;
    Entry<V> entry = memory.get(key);
    if (entry == null) {
      entry = new Entry<>();
      memory.put(key, entry);
      inMemory++;
    }
    entry.value = value;
    entry.changed = true;
    if (inMemory > limit) {
      overflow();
    }
  }

  public void remove(int number, K key) throws Exception {
    Group<K, V> group = groups[number];
    if (group == null) {
      return;
    }
    Entry<V> entry = group.memory.remove(key);
    if (entry != null) {
      inMemory--;
    }
    if (group.overflowed || entry != null && entry.inState) {
      enter(number);
      state.remove(key);
    }
  }

  /** Brings state up to date, before a barrier. */
  public void persist() throws Exception {
    for (int number = 0; number < groups.length; number++) {
      Group<K, V> group = groups[number];
      if (group == null) {
        continue;
      }
      enter(number);
      for (Map.Entry<K, Entry<V>> keyed : group.memory.entrySet()) {
        Entry<V> entry = keyed.getValue();
        if (entry.changed) {
          state.put(keyed.getKey(), entry.value);
          entry.changed = false;
          entry.inState = true;
          group.inState = true;
        }
      }
    }
  }

  private void overflow() throws Exception {
    persist();
    for (Group<K, V> group : groups) {
      if (group != null) {
        group.overflowed |= !group.memory.isEmpty();
        group.memory.clear();
      }
    }
    inMemory = 0;
  }

  /**
   * Visits a group's work and keeps it: {@link #clear} ends it. The visitor must not change this
   * group's work.
   */
  public void visit(int number, Visitor<K, V> visitor) throws Exception {
    Group<K, V> group = groups[number];
    if (group == null) {
      return;
    }
    for (Map.Entry<K, Entry<V>> keyed : group.memory.entrySet()) {
      visitor.visit(keyed.getKey(), keyed.getValue().value);
    }
    if (group.overflowed) {
      enter(number);
      for (Map.Entry<K, V> entry : state.entries()) {
        if (!group.memory.containsKey(entry.getKey())) {
          visitor.visit(entry.getKey(), entry.getValue());
        }
      }
    }
  }

  public void clear(int number) throws Exception {
    Group<K, V> group = groups[number];
    if (group != null) {
      groups[number] = null;
      inMemory -= group.memory.size();
      if (group.inState) {
        enter(number);
        state.clear();
      }
    }
  }

  private Group<K, V> group(int number) {
    if (groups[number] == null) {
      groups[number] = new Group<>();
    }
    return groups[number];
  }

  private void enter(int number) {
    backend.setCurrentKey(KeyGroups.representative(number));
  }
}
