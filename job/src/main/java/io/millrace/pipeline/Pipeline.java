package io.millrace.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * {@code pipeline.yaml}, read and checked. {@code PipelineReader} makes it.
 *
 * @param name of the Flink job
 * @param tables in the file's order; names are unique
 */
public record Pipeline(
    String name,
    SourceDefinition source,
    ClickHouseDefinition clickhouse,
    Delivery delivery,
    Duration checkpointInterval,
    List<TableDefinition> tables) {

  public Pipeline {
    tables = List.copyOf(tables);
  }
}
