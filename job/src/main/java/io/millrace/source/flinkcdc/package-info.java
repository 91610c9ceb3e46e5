/**
 * Postgres through the Flink CDC connector 3.5.0 (Debezium 1.9.8), with its holes closed as far as
 * they can be from outside. Knows {@code change}, what sources share, and the connector.
 */
package io.millrace.source.flinkcdc;
