package io.millrace.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * {@code pipeline.yaml}, read and checked. {@code PipelineReader} makes it.
 *
 * @param name of the Flink job
 * @param retryFor how long a server may be away before the job fails and starts again
 * @param tables in the file's order; names are unique
 */
public record Pipeline(
    String name,
    SourceDefinition source,
    ClickHouseDefinition clickhouse,
    Delivery delivery,
    Duration checkpointInterval,
    Duration retryFor,
    List<TableDefinition> tables) {

  public Pipeline {
    tables = List.copyOf(tables);
  }
}
