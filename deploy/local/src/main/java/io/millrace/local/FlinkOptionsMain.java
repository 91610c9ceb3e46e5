package io.millrace.local;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * Main of a short-lived JVM on Flink's class path: puts our settings over a configuration directory
 * and works out the JVM options of both roles, as the shell scripts of Flink's distribution do.
 *
 * <p>Arguments: directory of config.yaml; properties file of settings to put over it; directory to
 * write config.yaml and {@link #OPTIONS} to.
 */
final class FlinkOptionsMain {
  /**
   * Properties: {@code ROLE.jvm} are options for java, {@code ROLE.arguments} those for the main
   * class.
   */
  static final String OPTIONS = "options.properties";

  private FlinkOptionsMain() {}

  public static void main(String[] args) throws IOException {
    try {
      write(args);
    } catch (IllegalConfigurationException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void write(String[] args) throws IOException {
    Configuration config = GlobalConfiguration.loadConfiguration(args[0]);
    Properties over = new Properties();
    try (var reader = Files.newBufferedReader(Path.of(args[1]))) {
      over.load(reader);
    }
    over.stringPropertyNames().forEach(key -> config.setString(key, over.getProperty(key)));
    Path target = Path.of(args[2]);
    Files.write(
        target.resolve(GlobalConfiguration.FLINK_CONF_FILENAME),
        ConfigurationUtils.convertConfigToWritableLines(config, false));
    try (Writer writer = Files.newBufferedWriter(target.resolve(OPTIONS))) {
      options(config).store(writer, null);
    }
  }

  private static Properties options(Configuration config) {
    JobManagerProcessSpec jobManager =
        JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
            config, JobManagerOptions.JVM_HEAP_MEMORY);
    TaskExecutorProcessSpec taskManager =
        TaskExecutorProcessUtils.processSpecFromConfig(
            TaskExecutorProcessUtils.getConfigurationMapLegacyTaskManagerHeapSizeToConfigOption(
                config, TaskManagerOptions.TOTAL_PROCESS_MEMORY));
    String common = config.get(CoreOptions.FLINK_JVM_OPTIONS);
    Properties options = new Properties();
    options.setProperty(
        "jobmanager.jvm",
        String.join(
            " ",
            JobManagerProcessUtils.generateJvmParametersStr(jobManager, config),
            common,
            config.get(CoreOptions.FLINK_JM_JVM_OPTIONS)));
    options.setProperty(
        "jobmanager.arguments", JobManagerProcessUtils.generateDynamicConfigsStr(jobManager));
    options.setProperty(
        "taskmanager.jvm",
        String.join(
            " ",
            ProcessMemoryUtils.generateJvmParametersStr(taskManager),
            common,
            config.get(CoreOptions.FLINK_TM_JVM_OPTIONS)));
    options.setProperty(
        "taskmanager.arguments", TaskExecutorProcessUtils.generateDynamicConfigsStr(taskManager));
    return options;
  }
}
