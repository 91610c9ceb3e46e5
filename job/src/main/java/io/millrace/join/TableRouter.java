package io.millrace.join;

import io.millrace.change.Row;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.change.RowProjection;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Takes the columns that a target uses out of a table's rows, where nothing is joined to them. A
 * change that leaves those alone ends here. Stateless.
 */
public final class TableRouter extends RichFlatMapFunction<RowChange, RowChange> {

  private static final long serialVersionUID = 1;

  private final RowLayout from;
  private final int[] columns;
  private transient RowProjection projection;

  /**
   * @param columns of {@code from} that the target uses, in order
   */
  public TableRouter(RowLayout from, int... columns) {
    this.from = from;
    this.columns = columns.clone();
  }

  @Override
  public void open(OpenContext context) {
    projection = new RowProjection(from, columns);
  }

  @Override
  public void flatMap(RowChange change, Collector<RowChange> out) {
    Row before = change.before() == null ? null : projection.apply(change.before());
    Row after = change.after() == null ? null : projection.apply(change.after());
    if (after == null || !after.equals(before)) {
      out.collect(new RowChange(change.position(), change.since(), change.key(), before, after));
    }
  }
}
