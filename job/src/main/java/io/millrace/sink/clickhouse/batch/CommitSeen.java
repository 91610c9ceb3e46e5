package io.millrace.sink.clickhouse.batch;

import io.millrace.change.Commit;

/** A commit position has been passed. */
public record CommitSeen(Commit commit) implements SinkRecord {}
