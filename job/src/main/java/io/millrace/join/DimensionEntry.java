package io.millrace.join;

/**
 * What a dimension keeps under one referenced key.
 *
 * @param row null when there has been none, or none that matters any more
 * @param subscribers whom to send it to
 */
record DimensionEntry(DimensionRow row, Subscribers subscribers) {

  static final DimensionEntry EMPTY = new DimensionEntry(null, Subscribers.NONE);

  DimensionEntry with(DimensionRow changed) {
    return new DimensionEntry(changed, subscribers);
  }

  DimensionEntry with(Subscribers changed) {
    return new DimensionEntry(row, changed);
  }

  /** Roughly, in bytes. */
  int size() {
    int bytes = 64 + 8 * subscribers.size();
    if (row != null) {
      bytes += row.owner().bytes().length + (row.row() == null ? 0 : row.row().bytes().length);
    }
    return bytes;
  }
}
