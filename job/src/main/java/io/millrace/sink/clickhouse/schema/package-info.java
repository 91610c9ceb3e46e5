/**
 * What stands in ClickHouse: type names, table definitions, and comparing what is there with what
 * the sink needs. Runs in the client that starts a job, over JDBC; never in a task.
 */
package io.millrace.sink.clickhouse.schema;
