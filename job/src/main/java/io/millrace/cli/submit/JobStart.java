package io.millrace.cli.submit;

import io.millrace.sink.clickhouse.ExistingRows;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a job is to start.
 *
 * @param savepoint path of the savepoint or checkpoint to go on from, or {@link #LATEST}; empty:
 *     from nothing
 * @param parallelism empty: what the cluster says
 * @param truncateTargets whether a start from nothing empties target tables that hold rows
 * @param adoptSlot whether a start from nothing takes a slot that was used before
 */
public record JobStart(
    Optional<String> savepoint,
    OptionalInt parallelism,
    boolean truncateTargets,
    boolean adoptSlot) {

  /** Stands for the pipeline's newest retained checkpoint. */
  public static final String LATEST = "latest";

  /** From nothing, with nothing there. */
  public static final JobStart FRESH =
      new JobStart(Optional.empty(), OptionalInt.empty(), false, false);

  boolean fromLatest() {
    return savepoint.filter(LATEST::equals).isPresent();
  }

  JobStart from(String path) {
    return new JobStart(Optional.of(path), parallelism, truncateTargets, adoptSlot);
  }

  /** What becomes of rows that the target tables hold. */
  public ExistingRows existingRows() {
    if (truncateTargets) {
      return ExistingRows.TRUNCATE;
    }
    return savepoint.isPresent() ? ExistingRows.KEEP : ExistingRows.REFUSE;
  }
}
