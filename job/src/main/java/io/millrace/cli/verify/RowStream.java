package io.millrace.cli.verify;

/** Rows of one side; in {@link KeyOrder}, where they have a key. */
interface RowStream extends AutoCloseable {

  /** The next row; null at the end. */
  ComparedRow next();

  @Override
  void close();
}
