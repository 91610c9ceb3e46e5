package io.millrace.local;

/** What a process of a Flink cluster is. */
enum FlinkRole {
  JOB_MANAGER(
      "jobmanager", "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"),
  TASK_MANAGER("taskmanager", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");

  private final String key;
  private final String mainClass;

  FlinkRole(String key, String mainClass) {
    this.key = key;
    this.mainClass = mainClass;
  }

  String key() {
    return key;
  }

  String mainClass() {
    return mainClass;
  }
}
