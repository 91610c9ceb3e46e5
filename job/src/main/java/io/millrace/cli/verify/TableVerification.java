package io.millrace.cli.verify;

import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.TargetQuery;

/** One target table over all rounds. */
sealed interface TableVerification permits KeyedVerification, MultisetVerification {

  static TableVerification of(
      Pipeline pipeline, TableDefinition definition, TargetQuery target, int listed) {
    return target.keyedByPosition()
        ? new MultisetVerification(pipeline, definition, target, listed)
        : new KeyedVerification(pipeline, definition, target, listed);
  }

  /** All rows, at the first cut. */
  void compareAll(Cut cut);

  boolean hasPending();

  boolean hasSuspects();

  /** What had changed since the cut before, and what was missing at it. */
  void compareOpen(Cut cut);

  /** What was missing at the cut before. */
  void compareSuspects(Cut cut);

  /** There is no further cut: what was missing at the last one counts. */
  void settleSuspects();

  TableResult result();
}
