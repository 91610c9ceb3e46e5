package io.millrace.proof.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A TCP proxy in front of a server, that can be made to misbehave. */
final class FaultyLink implements AutoCloseable {

  /** How the link is. */
  enum Mode {
    /** As if it were not there. */
    SOUND,
    /** Bytes of the client cut the connection before they reach the server. */
    CUT_BEFORE_SERVER,
    /** The server has worked and answers; the answer cuts the connection. */
    CUT_BEFORE_ANSWER,
    /** Nothing comes through either way, and nobody is told: a half-open connection. */
    SILENT,
    /** Everything comes late. */
    SLOW
  }

  private static final int SLOW_MILLIS = 40;
  private static final int SILENT_POLL_MILLIS = 20;

  private final ServerSocket listener;
  private final IntSupplier server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.SOUND;
  private volatile long cuts;

  /**
   * @param server port of the server, asked for at each connection
   */
  FaultyLink(IntSupplier server) {
    this.server = server;
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void become(Mode next) {
    mode = next;
  }

  /** Connections that were cut, so far. */
  long cuts() {
    return cuts;
  }

  /** Ends what is open, as a router does that forgets its connections; for silent ones. */
  void reset() {
    open.forEach(FaultyLink::end);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException closedOrServerAway) {
        // The client notices.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server.getAsInt());
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      open.add(client);
      open.add(upstream);
      start(() -> pump(client, upstream, Mode.CUT_BEFORE_SERVER));
      start(() -> pump(upstream, client, Mode.CUT_BEFORE_ANSWER));
    } catch (IOException e) {
      end(client);
      throw e;
    }
  }

  /**
   * @param cutting the mode in which bytes of this direction cut the connection
   */
  private void pump(Socket from, Socket to, Mode cutting) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        pass();
        if (mode == cutting) {
          count(from);
          return;
        }
        out.write(buffer, 0, count);
        out.flush();
      }
    } catch (IOException | InterruptedException ended) {
      // So has the other direction, or it is about to.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private void pass() throws InterruptedException {
    if (mode == Mode.SLOW) {
      Thread.sleep(SLOW_MILLIS);
    }
    while (mode == Mode.SILENT) {
      Thread.sleep(SILENT_POLL_MILLIS);
    }
  }

  /** With a reset, not an orderly end. */
  private synchronized void count(Socket cut) throws IOException {
    cuts++;
    cut.setSoLinger(true, 0);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "faulty-link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    reset();
  }
}
