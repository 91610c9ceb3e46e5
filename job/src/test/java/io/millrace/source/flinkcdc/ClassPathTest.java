package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import java.security.CodeSource;
import org.junit.jupiter.api.Test;

/** Which of several classes of one name is loaded. */
class ClassPathTest {

  private static String place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source.getLocation().toString();
  }

  @Test
  void ourLocatorComesBeforeDebeziums() {
    assertThat(place(WalPositionLocator.class)).isEqualTo(place(FlinkCdcSource.class));
    WalPositionLocator locator = new WalPositionLocator(Lsn.valueOf(5L), Lsn.valueOf(5L));
    assertThat(locator.searchingEnabled()).isFalse();
    locator.enableFiltering();
    assertThat(locator.skipMessage(Lsn.valueOf(5L))).isFalse();
  }

  @Test
  void flinkCdcsPatchedClassesComeBeforeDebeziums() {
    assertThat(place(PostgresReplicationConnection.class)).contains("flink-connector-postgres-cdc");
  }

  @Test
  void theDecoderCanBePutIn() throws Exception {
    assertThat(PostgresReplicationConnection.class.getDeclaredField("messageDecoder").getType())
        .isEqualTo(io.debezium.connector.postgresql.connection.MessageDecoder.class);
  }
}
