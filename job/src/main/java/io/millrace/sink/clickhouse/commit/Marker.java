package io.millrace.sink.clickhouse.commit;

import io.millrace.change.Commit;
import java.util.Map;
import java.util.UUID;

/**
 * That a checkpoint makes the tables whole up to a commit.
 *
 * @param rows sent since the checkpoint before, per table
 */
public record Marker(long checkpoint, UUID token, Commit commit, Map<String, Long> rows)
    implements Publication {

  public Marker {
    rows = Map.copyOf(rows);
  }
}
