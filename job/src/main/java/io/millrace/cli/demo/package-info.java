/**
 * The demo: a shop in the local stack's Postgres, followed into its ClickHouse by a job on its
 * Flink cluster. Its data and its pipeline are in {@code deploy/demo}.
 */
package io.millrace.cli.demo;
