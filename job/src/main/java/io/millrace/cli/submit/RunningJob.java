package io.millrace.cli.submit;

import io.millrace.cli.failure.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A job that has been submitted. */
public record RunningJob(FlinkRest flink, String id) {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  /** A job whose source is refused fails a moment after its tasks run. */
  private static final Duration STEADY = Duration.ofSeconds(2);

  /**
   * Waits until all tasks run, and go on running.
   *
   * @throws CommandFailure with the reason if they do not
   */
  public void awaitRunning() {
    Instant deadline = Instant.now().plus(TIMEOUT);
    Instant runningSince = null;
    while (true) {
      String state = flink.state(id);
      switch (state) {
        case "RUNNING" -> runningSince = runningSince == null ? Instant.now() : runningSince;
        case "FAILED", "FAILING", "CANCELED", "SUSPENDED" -> throw failed(state);
        default -> runningSince = null;
      }
      if (runningSince != null && Instant.now().isAfter(runningSince.plus(STEADY))) {
        return;
      }
      if (Instant.now().isAfter(deadline)) {
        throw late(state);
      }
      FlinkRest.pause();
    }
  }

  private CommandFailure failed(String state) {
    String cause = FailureCause.of(flink.lastFailure(id));
    return new CommandFailure(
        List.of(
            "job " + id + " is " + state + (cause.isEmpty() ? "" : ": " + cause),
            "All that Flink knows of it: " + flink.jobPage(id)),
        null);
  }

  private CommandFailure late(String state) {
    FlinkRest.Slots slots = flink.slots();
    String cause = FailureCause.of(flink.lastFailure(id));
    String why =
        !cause.isEmpty()
            ? ": " + cause
            : ": the cluster has " + slots.free() + " free of " + slots.total() + " task slots";
    return new CommandFailure(
        "job " + id + " is still " + state + " after " + TIMEOUT.toSeconds() + " s" + why,
        "It goes on trying. Look at "
            + flink.jobPage(id)
            + "; with too few slots, cancel it there and give a lower --parallelism.");
  }

  /**
   * Does nothing while the job is alive.
   *
   * @throws CommandFailure with the reason when it has failed for good
   */
  public void requireAlive() {
    String state = flink.state(id);
    if (state.equals("FAILED") || state.equals("CANCELED")) {
      throw failed(state);
    }
  }
}
