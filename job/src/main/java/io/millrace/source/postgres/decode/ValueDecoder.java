package io.millrace.source.postgres.decode;

import io.millrace.change.RowWriter;

/** Writes one value that is not NULL, given in one of Postgres's forms, as a row's next column. */
@FunctionalInterface
public interface ValueDecoder {

  /**
   * @throws ValueRefusedException if the column's type cannot hold the value exactly
   */
  void decode(byte[] bytes, int offset, int length, RowWriter to);
}
