package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.KeyGroups;
import io.millrace.change.Row;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.change.RowProjection;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends a fact to its assembly, and a subscription to each dimension whose foreign key comes,
 * changes or goes with it. A change that leaves alone the columns this join uses ends here.
 * Stateless: the dimension counts, which costs a message where counting here would cost two looks
 * at state.
 */
public final class FactRouter extends ProcessFunction<RowChange, RowChange> {

  private static final long serialVersionUID = 1;

  private final RowLayout from;
  private final int[] columns;
  private final List<int[]> foreignKeys;
  private final List<OutputTag<Subscription>> subscriptions;

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
    projection = new RowProjection(from, columns);
    RowLayout fact = RowLayout.of(Arrays.stream(columns).mapToObj(from::column).toList());
    encoders =
        foreignKeys.stream().map(key -> new KeyEncoder(fact, key)).toArray(KeyEncoder[]::new);
  }

  @Override
  public void processElement(RowChange change, Context context, Collector<RowChange> out) {
    Row before = change.before() == null ? null : projection.apply(change.before());
    Row after = change.after() == null ? null : projection.apply(change.after());
    if (after != null && after.equals(before)) {
      return;
    }
    out.collect(new RowChange(change.position(), change.since(), change.key(), before, after));
    for (int edge = 0; edge < encoders.length; edge++) {
      Key left = before == null ? null : encoders[edge].encode(before);
      Key come = after == null ? null : encoders[edge].encode(after);
      if (!Objects.equals(left, come)) {
        subscribe(edge, come, true, change, context);
        subscribe(edge, left, false, change, context);
      }
    }
  }

  private void subscribe(
      int edge, Key dimension, boolean wanted, RowChange change, Context context) {
    if (dimension != null) {
      int group = KeyGroups.of(change.key());
      context.output(
          subscriptions.get(edge), new Subscription(dimension, group, change.since(), wanted));
    }
  }
}
