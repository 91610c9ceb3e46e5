package io.millrace.proof.history;

/**
 * How far the log has been given.
 *
 * @param transactions given whole
 * @param changes of the next transaction that have been given
 * @param watermark emitted last
 * @param snapshotEnd transactions up to which an update may be of a row that the snapshot missed
 * @param quietUntil transactions before which nothing is of one moment
 */
record LogState(int transactions, int changes, long watermark, int snapshotEnd, int quietUntil) {

  static LogState begin(int slot, int committed) {
    return new LogState(
        slot, 0, io.millrace.change.Change.SNAPSHOT_DELIVERED, committed, committed);
  }

  LogState nextChange() {
    return new LogState(transactions, changes + 1, watermark, snapshotEnd, quietUntil);
  }

  LogState nextTransaction() {
    return new LogState(transactions + 1, 0, watermark, snapshotEnd, quietUntil);
  }

  LogState withWatermark(long now) {
    return new LogState(transactions, changes, now, snapshotEnd, quietUntil);
  }

  LogState quietUntil(int committed) {
    return new LogState(
        transactions, changes, watermark, snapshotEnd, Math.max(quietUntil, committed));
  }
}
