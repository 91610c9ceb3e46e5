package io.millrace.project;

import io.millrace.change.Row;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.change.RowProjection;
import io.millrace.change.TargetChange;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Takes the target's columns out of the joined row. A change in which they are as before ends here,
 * where the row before is known (straight copies). Stateless.
 */
public final class ProjectFunction extends RichFlatMapFunction<RowChange, TargetChange> {

  private static final long serialVersionUID = 1;

  private final RowLayout joined;
  private final int[] columns;
  private transient RowProjection projection;

  /**
   * @param columns for each column of the target, its index in the joined row
   */
  public ProjectFunction(RowLayout joined, int... columns) {
    this.joined = joined;
    this.columns = columns.clone();
  }

  @Override
  public void open(OpenContext context) {
    projection = new RowProjection(joined, columns);
  }

  @Override
  public void flatMap(RowChange change, Collector<TargetChange> out) {
    Row row = projection.apply(change.isDelete() ? change.before() : change.after());
    boolean asBefore =
        !change.isDelete()
            && change.before() != null
            && projection.apply(change.before()).equals(row);
    if (!asBefore) {
      out.collect(new TargetChange(change.position(), change.key(), change.isDelete(), row));
    }
  }
}
