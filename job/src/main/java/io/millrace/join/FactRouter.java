package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.KeyGroups;
import io.millrace.change.Row;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.change.RowProjection;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends a fact to its assembly, and a subscription to a dimension for the first fact of its key
 * group that refers to a row of it, and after the last one. A change that leaves alone the columns
 * this join uses ends here. Keyed by {@link KeyGroups#representative}.
 *
 * <p>State: for each dimension row that facts of a key group refer to, how many; cleared with the
 * last of them.
 */
public final class FactRouter extends KeyedProcessFunction<Integer, RowChange, RowChange> {

  private static final long serialVersionUID = 1;

  private final RowLayout from;
  private final int[] columns;
  private final List<int[]> foreignKeys;
  private final List<OutputTag<Subscription>> subscriptions;

  private transient MapState<EdgeKey, Integer> references;
  private transient RowProjection projection;
  private transient KeyEncoder[] encoders;

  /**
   * @param columns of {@code from} that this join uses, in order
   * @param foreignKeys for each dimension, indexes into those columns
   * @param subscriptions for each dimension, where its subscriptions go
   */
  public FactRouter(
      RowLayout from,
      int[] columns,
      List<int[]> foreignKeys,
      List<OutputTag<Subscription>> subscriptions) {
    this.from = from;
    this.columns = columns.clone();
    this.foreignKeys = List.copyOf(foreignKeys);
    this.subscriptions = List.copyOf(subscriptions);
  }

  @Override
  public void open(OpenContext context) {
    references =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "references", new EdgeKeySerializer(), IntSerializer.INSTANCE));
    projection = new RowProjection(from, columns);
    RowLayout fact = RowLayout.of(java.util.Arrays.stream(columns).mapToObj(from::column).toList());
    encoders =
        foreignKeys.stream().map(key -> new KeyEncoder(fact, key)).toArray(KeyEncoder[]::new);
  }

  @Override
  public void processElement(RowChange change, Context context, Collector<RowChange> out)
      throws Exception {
    Row before = change.before() == null ? null : projection.apply(change.before());
    Row after = change.after() == null ? null : projection.apply(change.after());
    if (after != null && after.equals(before)) {
      return;
    }
    for (int edge = 0; edge < encoders.length; edge++) {
      Key left = before == null ? null : encoders[edge].encode(before);
      Key come = after == null ? null : encoders[edge].encode(after);
      if (!Objects.equals(left, come)) {
        count(edge, come, 1, change, context);
        count(edge, left, -1, change, context);
      }
    }
    out.collect(new RowChange(change.position(), change.since(), change.key(), before, after));
  }

  private void count(int edge, Key dimension, int step, RowChange change, Context context)
      throws Exception {
    if (dimension == null) {
      return;
    }
    EdgeKey edgeKey = new EdgeKey(edge, dimension);
    Integer known = references.get(edgeKey);
    int before = known == null ? 0 : known;
    int now = before + step;
    if (now == 0) {
      references.remove(edgeKey);
    } else {
      references.put(edgeKey, now);
    }
    if (before == 0 || now == 0) {
      int group = KeyGroups.of(change.key());
      context.output(
          subscriptions.get(edge), new Subscription(dimension, group, change.since(), now > 0));
    }
  }
}
