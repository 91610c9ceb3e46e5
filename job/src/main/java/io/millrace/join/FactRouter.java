package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.KeyGroups;
import io.millrace.change.Row;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.change.RowProjection;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends a fact to its assembly, and a subscription to a dimension whenever the fact refers to
 * another row of it than before. A change that leaves alone the columns this join uses ends here.
 * Stateless.
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
    RowLayout fact = RowLayout.of(java.util.Arrays.stream(columns).mapToObj(from::column).toList());
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
    if (after != null) {
      subscribe(change, before, after, context);
    }
    out.collect(new RowChange(change.position(), change.since(), change.key(), before, after));
  }

  private void subscribe(RowChange change, Row before, Row after, Context context) {
    for (int edge = 0; edge < encoders.length; edge++) {
      Key now = encoders[edge].encode(after);
      boolean asBefore = before != null && now != null && now.equals(encoders[edge].encode(before));
      if (now != null && !asBefore) {
        int group = KeyGroups.of(change.key());
        context.output(subscriptions.get(edge), new Subscription(now, group, change.since()));
      }
    }
  }
}
