package io.millrace.change;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of a {@link Row}, in order. Names may repeat: a joined row has columns of several
 * tables.
 */
public final class RowLayout implements Serializable {

  private static final long serialVersionUID = 1;

  private final Column[] columns;
  private final int[] widths;

  private RowLayout(Column[] columns) {
    this.columns = columns;
    this.widths = Arrays.stream(columns).mapToInt(c -> c.type().width()).toArray();
  }

  public static RowLayout of(List<Column> columns) {
    return new RowLayout(columns.toArray(Column[]::new));
  }

  public static RowLayout of(Column... columns) {
    return new RowLayout(columns.clone());
  }

  /** This layout's columns, then the other's. */
  public RowLayout concat(RowLayout other) {
    Column[] both = Arrays.copyOf(columns, columns.length + other.columns.length);
    System.arraycopy(other.columns, 0, both, columns.length, other.columns.length);
    return new RowLayout(both);
  }

  public int size() {
    return columns.length;
  }

  public Column column(int index) {
    return columns[index];
  }

  public List<Column> columns() {
    return List.of(columns);
  }

  /** Index of the first column of that name; -1 when there is none. */
  public int indexOf(String name) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  int width(int index) {
    return widths[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowLayout that && Arrays.equals(columns, that.columns);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(columns);
  }

  @Override
  public String toString() {
    return Arrays.toString(columns);
  }
}
