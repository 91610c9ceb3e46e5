package io.millrace.proof.oracle;

import io.millrace.change.Position;
import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.verify.TargetHistory;
import io.millrace.pipeline.Pipeline;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.sink.clickhouse.schema.Definitions;
import java.util.List;

/**
 * A row of {@code _millrace_commits}.
 *
 * @param insertedAt microseconds since 1970, by ClickHouse's clock
 */
record PublishedCommit(long checkpoint, long lsn, long insertedAt) {

  /** All of a pipeline, in the order in which they were published. */
  static List<PublishedCommit> read(Pipeline pipeline) {
    String sql =
        "SELECT checkpoint_id, commit_lsn, toUnixTimestamp64Micro(%s) FROM %s WHERE pipeline = %s ORDER BY 3, 1"
            .formatted(
                TargetHistory.INSERTED_AT,
                Sql.qualified(pipeline.clickhouse().database(), Definitions.COMMITS),
                Sql.literal(pipeline.name()));
    return new ClickHouseAccess(pipeline.clickhouse())
        .ask(sql)
        .lines()
        .map(line -> line.split("\t"))
        .map(
            fields ->
                new PublishedCommit(
                    Long.parseLong(fields[0]),
                    Long.parseUnsignedLong(fields[1]),
                    Long.parseLong(fields[2])))
        .toList();
  }

  @Override
  public String toString() {
    return "commit of checkpoint " + checkpoint + " at " + Position.lsn(lsn);
  }
}
