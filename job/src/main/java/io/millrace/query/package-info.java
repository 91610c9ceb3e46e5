/**
 * From SQL text and catalogue to a {@link io.millrace.query.Plan}: which columns of which tables
 * are read, how each target's tables join (a tree whose root is the query's first table) and what
 * its columns are. Calcite stays in here. Knows no step and no Flink.
 */
package io.millrace.query;
