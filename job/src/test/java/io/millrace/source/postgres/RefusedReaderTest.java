package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.Secret;
import io.millrace.source.postgres.EnumeratorState.Phase;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.split.PostgresSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/**
 * A restored reader that is refused fails within milliseconds. Were an event on its way to it, that
 * event's loss would be the failure that Flink sees, and not the refusal: it would restart the job.
 */
class RefusedReaderTest {

  private static final int FOLLOWER = 0;
  private static final int OTHER = 1;

  private final List<Integer> sentTo = new ArrayList<>();

  @Test
  void nothingIsSentToTheReaderThatFollowsTheLog() {
    EnumeratorState restored =
        new EnumeratorState(
            Phase.FOLLOWING,
            new ServerIdentity("1", 1, "shop"),
            100,
            List.of(),
            Map.of(),
            null,
            Set.of(),
            List.of(),
            Map.of());
    PostgresDatabase nowhere = PostgresDatabase.of("localhost:1", "shop", "u", new Secret(""));
    PostgresEnumerator enumerator =
        new PostgresEnumerator(
            new Context(), PostgresSourceOptions.of(nowhere, "shop"), List.of(), restored);
    enumerator.start();
    enumerator.addReader(FOLLOWER);
    enumerator.addReader(OTHER);
    enumerator.handleSourceEvent(FOLLOWER, new Signal.ChunksHeld(Map.of(), true));
    enumerator.handleSourceEvent(OTHER, new Signal.ChunksHeld(Map.of(), false));
    enumerator.handleSplitRequest(OTHER, null);
    assertThat(sentTo).containsExactly(OTHER);
  }

  /** Notes to whom events go. */
  private final class Context implements SplitEnumeratorContext<PostgresSplit> {

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void sendEventToSourceReader(int reader, SourceEvent event) {
      sentTo.add(reader);
    }

    @Override
    public int currentParallelism() {
      return 2;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return Map.of(
          FOLLOWER, new ReaderInfo(FOLLOWER, "here"), OTHER, new ReaderInfo(OTHER, "here"));
    }

    @Override
    public void assignSplits(SplitsAssignment<PostgresSplit> assignment) {
      sentTo.addAll(assignment.assignment().keySet());
    }

    @Override
    public void signalNoMoreSplits(int reader) {
      sentTo.add(reader);
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> void callAsync(
        Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      runnable.run();
    }
  }
}
