package io.millrace.source.postgres.stream;

import java.io.Serializable;

/**
 * Who follows the log, written into the name of its connection, so that one that nobody listens to
 * any more can be told from one of another job. Flink starts an attempt only when it has given up
 * the one before, and an attempt opens a connection only when it has lost the one before.
 *
 * @param job one start of a pipeline; no other job has it
 * @param attempt grows with every restart of the job's tasks
 */
public record Follower(String job, int attempt) implements Serializable {

  private static final String PREFIX = "millrace ";

  /** At most 63 characters of ASCII, which Postgres keeps. */
  String applicationName() {
    return PREFIX + job + " " + attempt;
  }

  /**
   * Whether the connection of that name is this follower's own of before: of this attempt, or of an
   * earlier one. Asked before it opens its next.
   */
  boolean supersedes(String applicationName) {
    String ofThisJob = PREFIX + job + " ";
    if (applicationName == null || !applicationName.startsWith(ofThisJob)) {
      return false;
    }
    String other = applicationName.substring(ofThisJob.length());
    return other.matches("\\d{1,9}") && Integer.parseInt(other) <= attempt;
  }
}
