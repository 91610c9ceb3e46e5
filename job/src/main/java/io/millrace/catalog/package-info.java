/**
 * What Postgres has: tables, columns, types, keys, replica identity, read once from the system
 * catalogue. Knows {@code change} for the encodings; knows no query, no step and no Flink.
 */
package io.millrace.catalog;
