package io.millrace.normalize;

import io.millrace.change.Key;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.flink.contrib.streaming.state.RocksDBKeyedStateBackend;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/** The keys that a state of this subtask has, of all its key groups. */
final class StoredKeys {

  /** Looks at one key's entry, which is the current one, and may remove it. */
  @FunctionalInterface
  interface Visitor {
    void visit(Key key) throws Exception;
  }

  private StoredKeys() {}

  /** Visits the keys there were at the call, once each. Leaves any of them current. */
  static void visit(KeyedStateBackend<Key> backend, String state, Visitor visitor)
      throws Exception {
    try (Stream<Key> keys = backend.getKeys(state, VoidNamespace.INSTANCE)) {
      Iterator<Key> each = mayChangeMeanwhile(backend) ? keys.iterator() : keys.toList().iterator();
      while (each.hasNext()) {
        Key key = each.next();
        backend.setCurrentKey(key);
        visitor.visit(key);
      }
    }
  }

  /**
   * RocksDB's iterators see the moment at which they began, so keys need not be put together first;
   * the heap's break, and its keys are in memory anyway.
   */
  private static boolean mayChangeMeanwhile(KeyedStateBackend<Key> backend) {
    return backend instanceof RocksDBKeyedStateBackend;
  }
}
