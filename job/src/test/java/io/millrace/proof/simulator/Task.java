package io.millrace.proof.simulator;

import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.TestTaskStateManager;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeServiceFactory;
import org.apache.flink.streaming.runtime.tasks.StreamTask;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorFactory;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * What an operator sees of its task: which subtask of how many. Dear to make, so there is one for
 * each place, used by all operators of a thread. No mail and no timer ever comes: operators that
 * ask for one are refused. (The keyed operators set no timer, of processing time or otherwise. The
 * sink's encoder and writers do, which the sink's model stands for: rows show early at random.)
 */
final class Task extends StreamTask<Object, StreamOperator<Object>> {

  private final NoMail mail = new NoMail();

  private Task(MockEnvironment environment) throws Exception {
    super(environment, new TestProcessingTimeService());
  }

  static Task of(int maxParallelism, int parallelism, int index) {
    try {
      return new Task(
          new MockEnvironmentBuilder()
              .setTaskName("simulated")
              .setManagedMemorySize(1 << 20)
              .setTaskConfiguration(new Configuration())
              .setTaskStateManager(new TestTaskStateManager())
              .setMaxParallelism(maxParallelism)
              .setParallelism(parallelism)
              .setSubtaskIndex(index)
              .build());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected void init() {}

  @Override
  public MailboxExecutorFactory getMailboxExecutorFactory() {
    return priority -> mail;
  }

  @Override
  public ProcessingTimeServiceFactory getProcessingTimeServiceFactory() {
    return executor -> new NoTimers();
  }

  private static final class NoMail implements MailboxExecutor {
    @Override
    public void execute(
        MailOptions options,
        ThrowingRunnable<? extends Exception> command,
        String format,
        Object... arguments) {
      throw new UnsupportedOperationException("teach the simulator mail");
    }

    @Override
    public void yield() {
      throw new UnsupportedOperationException("teach the simulator mail");
    }

    @Override
    public boolean tryYield() {
      return false;
    }

    @Override
    public boolean shouldInterrupt() {
      return false;
    }
  }

  private static final class NoTimers extends TestProcessingTimeService {
    @Override
    public ScheduledFuture<?> registerTimer(long at, ProcessingTimeCallback target) {
      throw new UnsupportedOperationException("teach the simulator timers");
    }
  }
}
