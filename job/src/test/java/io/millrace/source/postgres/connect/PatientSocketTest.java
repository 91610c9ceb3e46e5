package io.millrace.source.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PatientSocketTest {

  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(20).toMillis();

  /** As SSLSocket does when it is closed: it would else wait, or turn for ever. */
  @Test
  @Timeout(60)
  void whatIsBufferedCanBeSkipped() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        PatientSocket socket = new PatientSocket()) {
      socket.connect(listener.getLocalSocketAddress());
      socket.setSoTimeout(PATIENCE_MILLIS);
      try (Socket other = listener.accept()) {
        InputStream in = socket.getInputStream();
        assertThat(socket.await(1)).isFalse();
        other.getOutputStream().write(new byte[] {1, 2, 3, 4});
        assertThat(socket.await(PATIENCE_MILLIS)).isTrue();
        assertThat(in.read()).isEqualTo(1);
        assertThat(in.skip(1)).isEqualTo(1);
        assertThat(in.read()).isEqualTo(3);
        for (int left = in.available(); left != 0; left = in.available()) {
          assertThat(in.skip(left)).isEqualTo(left);
        }
        assertThat(socket.await(1)).isFalse();
      }
      assertThat(socket.await(PATIENCE_MILLIS)).isTrue();
      assertThat(socket.getInputStream().skip(1)).isZero();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** A reader that is woken for every row of a walsender costs both more than the rows do. */
  @Test
  @Timeout(60)
  void whatComesInSmallPiecesIsGathered() throws Exception {
    int pieces = 2000;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        PatientSocket socket = new PatientSocket()) {
      socket.connect(listener.getLocalSocketAddress());
      try (Socket other = listener.accept()) {
        other.setTcpNoDelay(true);
        Thread sender = new Thread(() -> sendSlowly(other, pieces));
        sender.start();
        InputStream in = socket.getInputStream();
        byte[] target = new byte[pieces];
        long began = System.nanoTime();
        int reads = 0;
        for (int read = 0; read < pieces; reads++) {
          read += in.read(target);
        }
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        assertThat(reads).isLessThanOrEqualTo((int) millis + 2).isLessThan(pieces);
        sender.join();
      }
    }
  }

  private static void sendSlowly(Socket socket, int pieces) {
    try {
      for (int i = 0; i < pieces; i++) {
        socket.getOutputStream().write(i);
        LockSupport.parkNanos(20_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
