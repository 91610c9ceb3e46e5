package io.millrace.sink.clickhouse;

import io.millrace.change.RowLayout;
import java.io.Serializable;
import java.util.List;

/**
 * A target table as it stands in ClickHouse, checked to fit: what {@link ClickHouseSchema} gives
 * and {@link ClickHouseSink} takes.
 *
 * @param key indexes into {@code layout}, in the key's order
 * @param placement indexes into {@code layout} of the columns that decide where a row of one key
 *     stands (in ORDER BY or PARTITION BY) and can change while the key stays; mostly empty
 * @param years calendar the server's Date32 and DateTime64 hold
 */
public record PreparedTarget(
    String table, RowLayout layout, List<Integer> key, List<Integer> placement, Years years)
    implements Serializable {

  public PreparedTarget {
    key = List.copyOf(key);
    placement = List.copyOf(placement);
  }

  /**
   * Range of Date32 and DateTime64(6), which take any number over the binary interface and show
   * another date for one outside. Tried on 26.7: 0000-01-01 to 9999-12-31.
   */
  public enum Years {
    /** Before 26.7. */
    FROM_1900_TO_2299,
    /** 26.7 and later. */
    FROM_0000_TO_9999
  }
}
