package io.millrace.bench.source;

/** What is read. */
enum SourcePart {
  /** The table as it stands. */
  SNAPSHOT,
  /** Rows inserted, a hundred a transaction. */
  INSERTS,
  /** Single rows updated at random, a hundred a transaction. */
  UPDATES
}
