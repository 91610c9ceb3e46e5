package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.Row;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.change.RowProjection;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Gives a table's rows the key that facts refer to them by. A row whose referenced key changes
 * leaves the old one and comes to the new one; a change that leaves alone the columns this join
 * uses ends here. Stateless.
 */
public final class DimensionRouter extends RichFlatMapFunction<RowChange, DimensionChange> {

  private static final long serialVersionUID = 1;

  private final RowLayout from;
  private final int[] columns;
  private final int[] referenced;
  private final boolean beforeIsWhole;

  private transient RowProjection projection;
  private transient KeyEncoder encoder;

  /**
   * @param columns of {@code from} that this join uses, in order
   * @param referenced the referenced key's columns, as indexes into those columns
   * @param beforeIsWhole whether a row before is complete (a table's), so that equal rows mean no
   *     change; an assembly gives only the fact's own columns of it
   */
  public DimensionRouter(RowLayout from, int[] columns, int[] referenced, boolean beforeIsWhole) {
    this.from = from;
    this.columns = columns.clone();
    this.referenced = referenced.clone();
    this.beforeIsWhole = beforeIsWhole;
  }

  @Override
  public void open(OpenContext context) {
    projection = new RowProjection(from, columns);
    RowLayout used = RowLayout.of(Arrays.stream(columns).mapToObj(from::column).toList());
    encoder = new KeyEncoder(used, referenced);
  }

  @Override
  public void flatMap(RowChange change, Collector<DimensionChange> out) {
    Row before = change.before() == null ? null : projection.apply(change.before());
    Row after = change.after() == null ? null : projection.apply(change.after());
    if (beforeIsWhole && after != null && after.equals(before)) {
      return;
    }
    Key left = before == null ? null : encoder.encode(before);
    Key come = after == null ? null : encoder.encode(after);
    if (left != null && !left.equals(come)) {
      out.collect(new DimensionChange(left, change.key(), change.position(), change.since(), null));
    }
    if (come != null) {
      out.collect(
          new DimensionChange(come, change.key(), change.position(), change.since(), after));
    }
  }
}
