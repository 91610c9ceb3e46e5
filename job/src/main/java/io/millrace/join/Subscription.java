package io.millrace.join;

import io.millrace.change.Key;

/**
 * A fact of a key group refers to a dimension's row: the group wants the row, now and whenever it
 * changes. Repeating one costs little; none is ever taken back.
 *
 * @param dimension key of the dimension's row
 * @param group key group of the fact
 * @param since see {@link io.millrace.change.Change}
 */
public record Subscription(Key dimension, int group, long since) {}
