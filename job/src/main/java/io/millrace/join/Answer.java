package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * A dimension's row, on its way to one subscribed key group.
 *
 * @param edge which of the assembly's dimensions
 * @param dimension the referenced key
 * @param group the subscribed key group
 * @param position of the change that made the row so
 * @param since see {@link io.millrace.change.Change}
 * @param first answers a new subscription: the facts it is for are at hand already; otherwise the
 *     row has changed
 * @param row null when there is no such row
 */
public record Answer(
    int edge, Key dimension, int group, Position position, long since, boolean first, Row row) {}
