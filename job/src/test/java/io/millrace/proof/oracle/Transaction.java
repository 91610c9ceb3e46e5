package io.millrace.proof.oracle;

/**
 * A transaction that committed.
 *
 * @param commit where its commit record begins
 * @param end where its commit record ends: a commit covers it from here on
 */
record Transaction(long xid, long commit, long end) {

  /** Positions of its changes have this commit position, see the source's {@code LogDecoder}. */
  long position() {
    return commit + 1;
  }
}
