package io.millrace.bench.source;

import io.millrace.local.PostgresServer;

/**
 * What is to be read.
 *
 * @param database that holds the table {@code public.orders}
 * @param slot and publication, for the log
 * @param rows after so many it is over
 * @param tableRows of the table, by the time the log is read
 */
record Reading(
    String host,
    int port,
    String database,
    String slot,
    String publication,
    long rows,
    long tableRows) {

  static final String TABLE = "orders";

  String url() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
  }

  String user() {
    return PostgresServer.USER;
  }

  String password() {
    return PostgresServer.PASSWORD;
  }

  Reading withSlot(String other) {
    return new Reading(host, port, database, other, publication, rows, tableRows);
  }
}
