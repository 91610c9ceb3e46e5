package io.millrace.cli.verify;

import io.millrace.change.Position;
import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.failure.CommandFailure;
import io.millrace.pipeline.Pipeline;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.sink.clickhouse.schema.Definitions;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** How far a pipeline's tables are, as {@code _millrace_commits} says. */
public final class PublishedCommits {

  private static final long POLL_MILLIS = 100;

  private final ClickHouseAccess clickHouse;
  private final Pipeline pipeline;

  public PublishedCommits(Pipeline pipeline) {
    this.clickHouse = new ClickHouseAccess(pipeline.clickhouse());
    this.pipeline = pipeline;
  }

  /** The position that the tables stand at; empty before the first commit. */
  public OptionalLong last() {
    String answer =
        clickHouse
            .ask(
                "SELECT commit_lsn FROM %s WHERE pipeline = %s ORDER BY published_at DESC LIMIT 1"
                    .formatted(
                        Sql.qualified(pipeline.clickhouse().database(), Definitions.COMMITS),
                        Sql.literal(pipeline.name())))
            .strip();
    return answer.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseUnsignedLong(answer));
  }

  /**
   * Waits until the tables stand at a position or behind it.
   *
   * @throws CommandFailure if they do not get there in time
   */
  public void await(long lsn, Duration patience) {
    if (!comeTo(lsn, patience)) {
      throw late(lsn, last(), patience);
    }
  }

  /** As {@link #await}, with false if they do not get there in time. */
  boolean comeTo(long lsn, Duration patience) {
    Instant deadline = Instant.now().plus(patience);
    while (true) {
      OptionalLong last = last();
      if (last.isPresent() && Long.compareUnsigned(last.getAsLong(), lsn) >= 0) {
        return true;
      }
      if (Instant.now().isAfter(deadline)) {
        return false;
      }
      pause();
    }
  }

  /**
   * Waits for the first commit.
   *
   * @param alive is run again and again meanwhile, and may throw
   */
  public long awaitFirst(Duration patience, Runnable alive) {
    Instant deadline = Instant.now().plus(patience);
    while (true) {
      OptionalLong last = last();
      if (last.isPresent()) {
        return last.getAsLong();
      }
      alive.run();
      if (Instant.now().isAfter(deadline)) {
        throw late(0, last, patience);
      }
      pause();
    }
  }

  private CommandFailure late(long lsn, OptionalLong last, Duration patience) {
    String stands =
        last.isPresent()
            ? "the tables stand at " + Position.lsn(last.getAsLong())
            : "there is no commit yet";
    return new CommandFailure(
        "ClickHouse has not come to log position "
            + Position.lsn(lsn)
            + " within "
            + patience.toSeconds()
            + " s: "
            + stands,
        "Is the job running, and do its checkpoints complete? Its web UI says so; --timeout waits"
            + " longer.");
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for a commit", "Try again.", e);
    }
  }
}
