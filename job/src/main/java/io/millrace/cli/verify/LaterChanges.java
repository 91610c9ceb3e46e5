package io.millrace.cli.verify;

import java.util.List;
import java.util.Set;

/** Tells rows that were never published from rows that have gone since. */
interface LaterChanges {

  /** Those of the keys whose rows were deleted, or came back, at a position or behind it. */
  Set<List<byte[]>> changedSince(List<List<byte[]>> keys, long lsn);
}
