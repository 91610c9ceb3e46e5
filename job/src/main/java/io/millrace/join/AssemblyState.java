package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.KeyGroups;
import io.millrace.change.KeySerializer;
import io.millrace.change.Row;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/**
 * An assembly's keyed state, by key group.
 *
 * <ul>
 *   <li><b>facts</b>: the used columns of every live fact, once, at the fact's <em>home</em>: what
 *       it refers to in the first dimension. The home is Flink's namespace, so that a row's facts
 *       lie together and a fan-out reads them in one go. Cleared with the fact.
 *   <li><b>index</b>: for each key of a further dimension the facts that refer to it, each with its
 *       home; cleared with the fact or its move.
 *   <li><b>dimensions</b>: see {@link DimensionCopies}.
 * </ul>
 */
final class AssemblyState {

  private final KeyedStateBackend<Integer> backend;
  private final KeyEncoder[] foreignKeys;
  private final EdgeKey homeless;
  private final MapState<EdgeKey, DimensionCopy> dimensions;
  private final MapStateDescriptor<Key, Fact> facts =
      new MapStateDescriptor<>("facts", new KeySerializer(), new FactSerializer());
  private final MapStateDescriptor<Key, EdgeKey> index =
      new MapStateDescriptor<>("index", new KeySerializer(), new EdgeKeySerializer());
  private final EdgeKeySerializer edgeKeys = new EdgeKeySerializer();

  /**
   * @param foreignKeys of a fact, one for each dimension
   */
  AssemblyState(KeyedStateBackend<Integer> backend, KeyEncoder... foreignKeys) throws Exception {
    this.backend = backend;
    this.foreignKeys = foreignKeys;
    // No dimension has this number.
    this.homeless = new EdgeKey(foreignKeys.length, Key.wrap(new byte[0]));
    this.dimensions =
        backend.getPartitionedState(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            new MapStateDescriptor<>(
                "dimensions", new EdgeKeySerializer(), new DimensionCopySerializer()));
  }

  /** What a fact refers to, by dimension; null where it refers to nothing. */
  EdgeKey[] references(Row fact) {
    EdgeKey[] references = new EdgeKey[foreignKeys.length];
    for (int edge = 0; edge < references.length; edge++) {
      Key foreignKey = foreignKeys[edge].encode(fact);
      references[edge] = foreignKey == null ? null : new EdgeKey(edge, foreignKey);
    }
    return references;
  }

  /**
   * @param references of the fact as it stands in state
   */
  Fact fact(int group, Key key, EdgeKey[] references) throws Exception {
    enter(group);
    return facts(home(references)).get(key);
  }

  /** A fact changes and refers to what it did. */
  void put(int group, Key key, EdgeKey[] references, Fact fact) throws Exception {
    enter(group);
    facts(home(references)).put(key, fact);
  }

  /**
   * A fact comes, changes, moves or goes.
   *
   * @param left what it referred to; null when it comes
   * @param come what it refers to; null when it goes
   * @param fact null when it goes
   */
  void move(int group, Key key, EdgeKey[] left, EdgeKey[] come, Fact fact) throws Exception {
    enter(group);
    EdgeKey from = left == null ? null : home(left);
    EdgeKey to = come == null ? null : home(come);
    if (from != null && !from.equals(to)) {
      facts(from).remove(key);
    }
    if (to != null) {
      facts(to).put(key, fact);
    }
    for (int edge = 1; edge < foreignKeys.length; edge++) {
      EdgeKey was = left == null ? null : left[edge];
      EdgeKey is = come == null ? null : come[edge];
      boolean moves = !Objects.equals(was, is);
      if (was != null && moves) {
        index(was).remove(key);
      }
      if (is != null && (moves || !to.equals(from))) {
        index(is).put(key, to);
      }
    }
  }

  /** Looks at one fact. */
  @FunctionalInterface
  interface Visitor {
    void visit(Key key, Fact fact) throws Exception;
  }

  /**
   * Visits the facts that refer to a dimension's row. The visitor may change the facts it is given,
   * but not what they refer to.
   */
  void visitReferring(int group, EdgeKey edgeKey, Visitor visitor) throws Exception {
    enter(group);
    if (edgeKey.edge() == 0) {
      for (Map.Entry<Key, Fact> entry : facts(edgeKey).entries()) {
        visitor.visit(entry.getKey(), entry.getValue());
      }
      return;
    }
    for (Map.Entry<Key, EdgeKey> entry : index(edgeKey).entries()) {
      enter(group);
      visitor.visit(entry.getKey(), facts(entry.getValue()).get(entry.getKey()));
    }
  }

  /** Null when there is none. */
  DimensionCopy copy(int group, EdgeKey edgeKey) throws Exception {
    enter(group);
    return dimensions.get(edgeKey);
  }

  /**
   * @param copy null removes it
   */
  void putCopy(int group, EdgeKey edgeKey, DimensionCopy copy) throws Exception {
    enter(group);
    if (copy == null) {
      dimensions.remove(edgeKey);
    } else {
      dimensions.put(edgeKey, copy);
    }
  }

  private EdgeKey home(EdgeKey[] references) {
    return references[0] == null ? homeless : references[0];
  }

  private MapState<Key, Fact> facts(EdgeKey home) throws Exception {
    return backend.getPartitionedState(home, edgeKeys, facts);
  }

  private MapState<Key, EdgeKey> index(EdgeKey edgeKey) throws Exception {
    return backend.getPartitionedState(edgeKey, edgeKeys, index);
  }

  private void enter(int group) {
    Integer representative = KeyGroups.representative(group);
    if (!representative.equals(backend.getCurrentKey())) {
      backend.setCurrentKey(representative);
    }
  }
}
