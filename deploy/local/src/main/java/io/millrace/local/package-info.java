/**
 * The local stack: real Postgres, ClickHouse, Kafka and Flink without Docker, each its own process
 * on loopback with its own data directory and log, under one home directory ({@link
 * io.millrace.local.LocalHome}).
 *
 * <p>What is running is known from a small state file per process (pid, birth, ports), never from
 * memory, so any program can start, look at, or stop what another one started. A restarted server
 * keeps its ports and its data.
 */
package io.millrace.local;
