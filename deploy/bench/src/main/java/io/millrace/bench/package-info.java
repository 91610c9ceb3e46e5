/**
 * Benchmarks of the whole way, from Postgres into ClickHouse. They see Millrace as its users do: by
 * its command line, its processes and its tables.
 */
package io.millrace.bench;
