/**
 * First step, one operator a source table, keyed by its primary key: drops what is not newer than
 * what it has, completes unchanged out-of-line values, and gives each change with the row before
 * and after. Knows {@code change} and {@code aligned} only.
 */
package io.millrace.normalize;
