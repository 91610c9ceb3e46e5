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
  /** The network: connections cut before or after the server's answer, silent, or slow. */
  CUT;

  boolean isKill() {
    return this != PAUSE && this != CUT;
  }
}
