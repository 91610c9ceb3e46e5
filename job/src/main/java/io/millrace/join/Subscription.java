package io.millrace.join;

import io.millrace.change.Key;

/**
 * A fact begins or ceases to refer to a dimension's row: its key group wants the row once more, now
 * and whenever it changes, or once less.
 *
 * @param dimension key of the dimension's row
 * @param group key group of the fact
 * @param since see {@link io.millrace.change.Change}
 * @param wanted whether the fact begins to refer to it
 */
public record Subscription(Key dimension, int group, long since, boolean wanted) {}
