package io.millrace.sink.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between client and server and spoils requests whose first bytes hold a word. Threads end
 * with their connections.
 */
public final class FaultyProxy implements AutoCloseable {

  /** What happens to a spoilt request. */
  public enum Fault {
    /** The server gets it and answers; the answer is thrown away. */
    LOSE_ANSWER,
    /** The server gets half of it, then the connection breaks. */
    CUT_REQUEST
  }

  private final ServerSocket listener;
  private final int serverPort;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger faultsLeft = new AtomicInteger();
  private final AtomicInteger spoilt = new AtomicInteger();
  private volatile Fault fault = Fault.LOSE_ANSWER;
  private volatile String word = "";

  public FaultyProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Spoils the next requests whose request line holds the word. */
  public void spoil(int requests, String wordInRequest, Fault how) {
    fault = how;
    word = wordInRequest;
    faultsLeft.set(requests);
  }

  /** How many requests have been spoilt. */
  public int spoilt() {
    return spoilt.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        sockets.add(client);
        sockets.add(server);
        Connection connection = new Connection(client, server);
        start(connection::requests);
        start(connection::answers);
      } catch (IOException e) {
        // Closed, or the server is away: the client sees a broken connection.
      }
    }
  }

  private static void start(Runnable run) {
    Thread thread = new Thread(run, "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** One client's connection and its counterpart. */
  private final class Connection {

    private final Socket client;
    private final Socket server;
    private volatile boolean loseAnswer;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void requests() {
      byte[] buffer = new byte[64 << 10];
      boolean cut = false;
      try (InputStream in = client.getInputStream();
          OutputStream out = server.getOutputStream()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          String start = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
          if (start.startsWith("POST") && start.contains(word) && faultsLeft.get() > 0) {
            faultsLeft.decrementAndGet();
            spoilt.incrementAndGet();
            cut = fault == Fault.CUT_REQUEST;
            loseAnswer = !cut;
          }
          int body = cut ? Math.max(0, start.indexOf("\r\n\r\n") + 4) : read;
          if (body < read) {
            out.write(buffer, 0, body + (read - body) / 2);
            break;
          }
          out.write(buffer, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        // The other side is gone.
      }
      close();
    }

    void answers() {
      byte[] buffer = new byte[64 << 10];
      try (InputStream in = server.getInputStream();
          OutputStream out = client.getOutputStream()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (loseAnswer) {
            break;
          }
          out.write(buffer, 0, read);
          out.flush();
        }
      } catch (IOException e) {
        // The other side is gone.
      }
      close();
    }

    private void close() {
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
