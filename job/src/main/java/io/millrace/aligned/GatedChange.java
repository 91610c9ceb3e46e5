package io.millrace.aligned;

import io.millrace.change.RowChange;

/**
 * What has become of a row in an unfinished slice.
 *
 * @param change from before the slice to now; the deletion of a row that came within the slice says
 *     how it was
 * @param wasThere whether the row was there before the slice
 */
record GatedChange(RowChange change, boolean wasThere) {

  static GatedChange first(RowChange change) {
    return new GatedChange(change, change.before() != null);
  }

  GatedChange then(RowChange later) {
    var before = wasThere ? change.before() : later.isDelete() ? later.before() : null;
    return new GatedChange(
        new RowChange(later.position(), later.since(), later.key(), before, later.after()),
        wasThere);
  }
}
