package io.millrace.proof.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.end.TestPipeline;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the time of a recovery went, in milliseconds from the end of the fault: what is below zero
 * happened while it lasted. Read afterwards from what Flink and ClickHouse keep of it.
 */
final class Phases {

  private final JobManagerRest rest;
  private final TestPipeline shop;

  Phases(JobManagerRest rest, TestPipeline shop) {
    this.rest = rest;
    this.shop = shop;
  }

  /**
   * @param began when the round's first fault could begin
   * @param over when its last was over
   * @param lsn what had to be published
   */
  Map<String, Long> of(String job, Instant began, Instant over, long lsn) {
    Map<String, Long> phases = new LinkedHashMap<>();
    long zero = over.toEpochMilli();
    JsonNode answer = rest.ask("/jobs/" + job);
    long submitted = answer.path("start-time").asLong();
    long restarting = answer.path("timestamps").path("RESTARTING").asLong();
    if (submitted > began.toEpochMilli()) {
      phases.put("submitted", submitted - zero);
    } else if (restarting > began.toEpochMilli()) {
      phases.put("failures", failuresSince(job, began.toEpochMilli()));
      phases.put("failed", restarting - zero);
      phases.put("restarted", answer.path("timestamps").path("RUNNING").asLong() - zero);
    }
    if (!phases.isEmpty()) {
      phases.put("deployed", last(job, answer, "INITIALIZING") - zero);
      phases.put("running", last(job, answer, "RUNNING") - zero);
    }
    String[] commit =
        shop.clickhouse(
                "SELECT checkpoint_id, toUnixTimestamp64Milli(published_at) FROM {db}._millrace_commits"
                    + " WHERE commit_lsn >= "
                    + lsn
                    + " ORDER BY published_at LIMIT 1")
            .split("\t", -1);
    for (JsonNode checkpoint : rest.ask("/jobs/" + job + "/checkpoints").path("history")) {
      if (checkpoint.path("id").asText().equals(commit[0])) {
        phases.put("triggered", checkpoint.path("trigger_timestamp").asLong() - zero);
        phases.put("complete", checkpoint.path("latest_ack_timestamp").asLong() - zero);
      }
    }
    phases.put("published", Long.parseLong(commit[1]) - zero);
    return phases;
  }

  private long failuresSince(String job, long began) {
    long failures = 0;
    for (JsonNode entry :
        rest.ask("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries")) {
      if (entry.path("timestamp").asLong() >= began) {
        failures++;
      }
    }
    return failures;
  }

  /** When the last of all tasks came to this state. */
  private long last(String job, JsonNode answer, String state) {
    long last = 0;
    for (JsonNode vertex : answer.path("vertices")) {
      JsonNode times =
          rest.ask("/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/subtasktimes");
      for (JsonNode subtask : times.path("subtasks")) {
        last = Math.max(last, subtask.path("timestamps").path(state).asLong());
      }
    }
    return last;
  }
}
