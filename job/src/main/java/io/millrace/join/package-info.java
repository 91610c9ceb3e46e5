/**
 * The join: star assembly with subscriptions per key group. A fact stays where its key puts it; its
 * foreign key subscribes its key group to the dimension's key ({@link
 * io.millrace.join.DimensionOperator}), which sends the row once per subscribed group; {@link
 * io.millrace.join.AssembleOperator} keeps one copy a group and gives the joined rows. A joined row
 * can be the dimension of the next level. Knows {@code change} and {@code aligned} only.
 */
package io.millrace.join;
