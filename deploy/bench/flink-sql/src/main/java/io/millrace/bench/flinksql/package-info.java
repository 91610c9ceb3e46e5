/** The benchmark's join in Flink SQL, as one tunes it, with a sink that only counts. */
package io.millrace.bench.flinksql;
