package io.millrace.proof;

import io.millrace.proof.model.EarlyRows;
import java.util.Random;

/**
 * What a seed has beyond the plain job. Drawn, like everything that comes of it, from a stream of
 * its own: so a seed without any of it is what it was before there was any.
 *
 * @param truncates whether transactions may TRUNCATE
 * @param early when rows may show before their checkpoint
 * @param overtakes whether a restored reader's barrier may come before it says that it holds
 *     nothing back
 * @param seed of what is drawn for these
 */
record Features(boolean truncates, EarlyRows early, boolean overtakes, long seed) {

  static final Features NONE = new Features(false, EarlyRows.NEVER, false, 0);

  /** The sound rule; another shows what it would let through ({@code -Dmillrace.early=ALWAYS}). */
  private static final EarlyRows RULE =
      EarlyRows.valueOf(System.getProperty("millrace.early", EarlyRows.ONCE_LOADED.name()));

  private static final long OWN_STREAM = 0x5DEECE66DL * 31;

  static Features of(long seed) {
    long own = seed * OWN_STREAM + 11;
    Random random = new Random(own);
    boolean truncates = random.nextInt(4) == 0;
    EarlyRows early = random.nextInt(3) == 0 ? RULE : EarlyRows.NEVER;
    return new Features(truncates, early, random.nextInt(2) == 0, own);
  }

  /** Whether this process simulates by the sound rules: what it finds is of the product then. */
  static boolean areUsual() {
    return RULE == EarlyRows.ONCE_LOADED && !Boolean.getBoolean("millrace.plain");
  }

  boolean any() {
    return truncates || early != EarlyRows.NEVER || overtakes;
  }

  /** Draws where a history is truncated; null: nowhere. */
  Random truncating() {
    return truncates ? new Random(seed + 1) : null;
  }

  /** Draws how late a reader says that it holds nothing back; null: at once. */
  Random delaying() {
    return overtakes ? new Random(seed + 3) : null;
  }

  /**
   * Whether transactions commit so slowly that most come when the tables have been read; otherwise
   * the first load covers most of the history.
   */
  boolean isSlow() {
    return any() && new Random(seed + 4).nextBoolean();
  }

  /** One of so many looks at the dice is a crash. */
  int looksForACrash() {
    return isSlow() ? 150 : 20;
  }

  /** One of so many looks at the dice is a commit. */
  int looksForACommit() {
    return isSlow() ? 8 : 1;
  }

  /** Draws when rows show early. */
  Random showing() {
    return new Random(seed + 2);
  }
}
