/**
 * The local stack: real Postgres, ClickHouse, Kafka and Flink without Docker, each its own process
 * on loopback with its own data directory and log, under one home directory ({@link
 * io.millrace.local.LocalHome}).
 *
 * <p>What is running is known from a small state file per process (pid, birth, ports), never from
 * memory, so any program can start, look at, or stop what another one started. A restarted server
 * keeps its ports and its data.
 *
 * <p>Where programs come from: each is fetched once into the cache of the home by its registry's
 * own client, Postgres, Kafka and Flink by {@code mvn}, ClickHouse by {@code npm}. The class paths
 * of Kafka and Flink are small poms among the resources of this package, not dependencies of this
 * module: so they are the same under Maven, in tests and in the installed command, and never meet
 * another class path.
 */
package io.millrace.local;
