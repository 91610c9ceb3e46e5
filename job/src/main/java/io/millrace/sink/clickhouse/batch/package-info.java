/** What passes between the sink's operators before it is committed, and its formats. */
package io.millrace.sink.clickhouse.batch;
