package io.millrace.sink.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.Secret;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClickHouseClientTest {

  /** It accepts, and never answers: as behind a router that has forgotten the connection. */
  @Test
  void aServerThatIsSilentIsGivenUpSoon() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      ClickHouseOptions options =
          ClickHouseOptions.of(url, "shop", "default", Secret.NONE, "pipeline");
      ClickHouseClient client = new ClickHouseClient(options, Duration.ofMinutes(4));
      long began = System.nanoTime();
      assertThatThrownBy(client::ping)
          .isInstanceOf(ClickHouseException.class)
          .hasMessageContaining("gave no answer");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(1));
    }
  }
}
