package io.millrace.bench.source;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.replication.PGReplicationStream;

/** The driver alone, which throws away what it gets: the least that a reader in Java costs. */
final class PlainReader implements Reader {

  @Override
  public AutoCloseable snapshot(Reading reading) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(reading.url(), reading.user(), reading.password())) {
      CopyOut copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("COPY " + Reading.TABLE + " TO STDOUT (FORMAT binary)");
      while (copy.readFromCopy() != null) {
        // One row; thrown away.
      }
    }
    return () -> {};
  }

  @Override
  public AutoCloseable log(Reading reading, Runnable begins) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", reading.user());
    properties.setProperty("password", reading.password());
    properties.setProperty("replication", "database");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    try (Connection connection = DriverManager.getConnection(reading.url(), properties);
        PGReplicationStream stream =
            connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(reading.slot())
                .withSlotOption("proto_version", 1)
                .withSlotOption("binary", true)
                .withSlotOption("publication_names", reading.publication())
                .start()) {
      long rows = 0;
      while (rows < reading.rows()) {
        ByteBuffer message = stream.read();
        switch (message.get(message.position())) {
          case 'I', 'U', 'D' -> {
            if (rows++ == 0) {
              begins.run();
            }
          }
          default -> {}
        }
      }
    }
    return () -> {};
  }
}
