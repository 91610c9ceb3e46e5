package io.millrace.cli.submit;

import java.util.Optional;

/**
 * How many completed checkpoints a cluster keeps: a setting of its own, which no job can make.
 *
 * @param address of Flink
 * @param kept newest completed checkpoints of a job that Flink keeps
 */
record Retention(String address, int kept) {

  /** Flink's, and its name before 1.20. */
  private static final String[] KEYS = {
    "execution.checkpointing.num-retained", "state.checkpoints.num-retained"
  };

  /** Flink's default. */
  private static final int ONE = 1;

  static Retention of(FlinkRest flink) {
    int kept = ONE;
    for (String key : KEYS) {
      Optional<String> setting = flink.setting(key);
      if (setting.isPresent()) {
        kept = Integer.parseInt(setting.get());
        break;
      }
    }
    return new Retention(flink.address().toString(), kept);
  }

  /**
   * What to tell who submits a job; none when enough are kept.
   *
   * @param wanted {@code source.retained-checkpoints}
   */
  Optional<String> advice(int wanted) {
    if (kept >= wanted) {
      return Optional.empty();
    }
    return Optional.of(
        "Flink at %s keeps %d completed checkpoint%s of a job, source.retained-checkpoints is %d: the slot keeps log for checkpoints that are gone%s. Set %s: %d in the cluster's configuration."
            .formatted(
                address,
                kept,
                kept == 1 ? "" : "s",
                wanted,
                kept == ONE
                    ? ", and on a busy cluster one can lack files of the one before, after which nothing is published until it times out"
                    : "",
                KEYS[0],
                wanted + 1));
  }
}
