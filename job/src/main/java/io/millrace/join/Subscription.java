package io.millrace.join;

import io.millrace.change.Key;

/**
 * The facts of a key group begin or cease to refer to a dimension's row: the group wants the row,
 * now and whenever it changes, or wants it no more. Sent for the first such fact and after the last
 * one.
 *
 * @param dimension key of the dimension's row
 * @param group key group of the fact
 * @param since see {@link io.millrace.change.Change}
 * @param wanted whether the group begins to want it
 */
public record Subscription(Key dimension, int group, long since, boolean wanted) {}
