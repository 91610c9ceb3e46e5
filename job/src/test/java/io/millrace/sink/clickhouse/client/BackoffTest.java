package io.millrace.sink.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that is away is asked again soon after it is back, a busy one is left alone. */
class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofMinutes(1));

  @Test
  void waitsGrowFromATenthOfASecondOn() throws Exception {
    assertThat(backoff.longestMillis(false)).isEqualTo(100);
    backoff.await(false);
    assertThat(backoff.longestMillis(false)).isEqualTo(200);
    backoff.await(true);
    assertThat(backoff.longestMillis(true)).isEqualTo(400);
  }

  @Test
  void aServerThatDoesNotAnswerIsAskedEverySecond() throws Exception {
    for (int tries = 0; tries < 5; tries++) {
      backoff.await(false);
    }
    assertThat(backoff.longestMillis(false)).isEqualTo(1_000);
    assertThat(backoff.longestMillis(true)).isEqualTo(3_200);
  }

  @Test
  void givesUpAtItsLimit() throws Exception {
    assertThat(new Backoff(Duration.ZERO).await(false)).isFalse();
  }
}
