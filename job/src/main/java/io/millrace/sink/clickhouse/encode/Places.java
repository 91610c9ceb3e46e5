package io.millrace.sink.clickhouse.encode;

import io.millrace.change.ChangeTypes;
import io.millrace.change.Key;
import io.millrace.change.Row;
import io.millrace.change.RowLayout;
import io.millrace.change.RowProjection;
import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.PreparedTarget;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;

/**
 * Where each key's row stands: the values of the columns that ORDER BY and PARTITION BY use beyond
 * the key. A replacing table replaces only in one place, so a row that moves leaves its old version
 * standing unless a tombstone goes there.
 *
 * <p>Keyed state, an entry for each living row of the target; a deletion clears it.
 */
final class Places {

  private final RowProjection projection;
  private final MapState<Key, byte[]> places;

  Places(PreparedTarget target, RuntimeContext context) {
    int[] columns = target.placement().stream().mapToInt(Integer::intValue).toArray();
    this.projection = new RowProjection(target.layout(), columns);
    this.places =
        context.getMapState(
            new MapStateDescriptor<>(
                "places", ChangeTypes.KEY, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  static RowLayout layout(PreparedTarget target) {
    return RowLayout.of(target.placement().stream().map(target.layout()::column).toList());
  }

  /**
   * Notes where the row is from now on.
   *
   * @return where a row of the key stood before, if it stood elsewhere; else null
   */
  Row move(TargetChange change) throws Exception {
    Row now = projection.apply(change.row());
    Row before = of(change.key());
    if (now.equals(before)) {
      return null;
    }
    places.put(change.key(), now.bytes());
    return before;
  }

  /** Forgets a key; returns where its row stood, or null if there was none. */
  Row remove(Key key) throws Exception {
    Row before = of(key);
    places.remove(key);
    return before;
  }

  private Row of(Key key) throws Exception {
    byte[] bytes = places.get(key);
    return bytes == null ? null : Row.wrap(bytes);
  }
}
