package io.millrace.join;

import io.millrace.change.Row;
import java.util.List;

/** Puts rows side by side: the fact's, then each dimension's or NULLs in its place. */
final class RowAssembler {

  private final Row[] nulls;

  RowAssembler(List<Dimension> dimensions) {
    nulls = dimensions.stream().map(d -> Row.nulls(d.layout().size())).toArray(Row[]::new);
  }

  /** The fact with NULLs for every dimension. */
  Row alone(Row fact) {
    return assemble(fact, new Row[nulls.length]);
  }

  /**
   * @param dimensions null where there is no row
   */
  Row assemble(Row fact, Row[] dimensions) {
    int size = fact.bytes().length;
    for (int i = 0; i < dimensions.length; i++) {
      size += part(dimensions, i).length;
    }
    byte[] bytes = new byte[size];
    int at = append(fact.bytes(), bytes, 0);
    for (int i = 0; i < dimensions.length; i++) {
      at = append(part(dimensions, i), bytes, at);
    }
    return Row.wrap(bytes);
  }

  private byte[] part(Row[] dimensions, int i) {
    return (dimensions[i] == null ? nulls[i] : dimensions[i]).bytes();
  }

  private static int append(byte[] part, byte[] bytes, int at) {
    System.arraycopy(part, 0, bytes, at, part.length);
    return at + part.length;
  }
}
