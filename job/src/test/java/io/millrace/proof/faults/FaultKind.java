package io.millrace.proof.faults;

/** What can happen to a running pipeline. */
enum FaultKind {
  KILL_TASK_MANAGER,
  KILL_JOB_MANAGER,
  KILL_POSTGRES,
  KILL_CLICKHOUSE,
  KILL_EVERYTHING,
  /** SIGSTOP, then SIGCONT: sometimes after others have taken the process for dead. */
  PAUSE,
  /** The network, on one side of the job: see {@link FaultyLink.Mode}. */
  CUT;

  boolean isKill() {
    return this != PAUSE && this != CUT;
  }

  /** The job does not come back by itself: there is no high availability here. */
  boolean endsTheJob() {
    return this == KILL_JOB_MANAGER || this == KILL_EVERYTHING;
  }
}
