/**
 * What flows: a {@link io.millrace.change.Change} to a table's row, the row's bytes, its key and
 * its place in the log, with their serializers. Every step knows this package; it knows none of
 * them, no connector and no SQL.
 */
package io.millrace.change;
