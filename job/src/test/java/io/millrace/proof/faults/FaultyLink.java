package io.millrace.proof.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** A TCP proxy in front of a server, that can be made to misbehave. */
final class FaultyLink implements AutoCloseable {

  /** How the link is. Cuts are resets, not orderly ends. */
  enum Mode {
    /** As if it were not there. */
    SOUND,
    /** The client's bytes cut the connection before they reach the server. */
    CUT_BEFORE_SERVER,
    /** Half of what the client sends gets through; of an HTTP POST half its body. */
    CUT_INSIDE_REQUEST,
    /** The server has worked and answers; the answer cuts the connection. */
    CUT_BEFORE_ANSWER,
    /** Half of the answer gets through. */
    CUT_INSIDE_ANSWER,
    /** The server gets everything and answers; nothing comes back, and nobody is told. */
    ANSWER_WITHHELD,
    /** Accepts, and nothing comes through either way: a half-open connection. */
    SILENT,
    /** Some thousand bytes a second. */
    SLOW
  }

  private final ServerSocket listener;
  private final IntSupplier server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();
  private final AtomicLong hits = new AtomicLong();
  private volatile Mode mode = Mode.SOUND;
  private volatile boolean sparesGets;

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

  /** HTTP GETs come through as if the link were sound: so what it does happens to inserts. */
  FaultyLink sparingGets() {
    sparesGets = true;
    return this;
  }

  boolean sparesGets() {
    return sparesGets;
  }

  int port() {
    return listener.getLocalPort();
  }

  void become(Mode next) {
    mode = next;
  }

  Mode mode() {
    return mode;
  }

  /** How often bytes met a misbehaving link, so far. */
  long hits() {
    return hits.get();
  }

  void hit() {
    hits.incrementAndGet();
  }

  /** Ends what is open, as a router does that forgets its connections: answers held are lost. */
  void reset() {
    open.forEach(FaultyLink::end);
  }

  /** What is open stays so and is silent for ever; new connections are as the link is. */
  void forget() {
    forgotten.addAll(open);
  }

  boolean isForgotten(Socket socket) {
    return forgotten.contains(socket);
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
      AtomicBoolean spared = new AtomicBoolean();
      start(() -> pump(new Pump(this, client, upstream, true, spared)));
      start(() -> pump(new Pump(this, upstream, client, false, spared)));
    } catch (IOException e) {
      end(client);
      throw e;
    }
  }

  private void pump(Pump pump) {
    try {
      pump.run();
    } catch (IOException ended) {
      // So has the other direction, or it is about to.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(pump.from());
      end(pump.to());
      open.remove(pump.from());
      open.remove(pump.to());
      forgotten.remove(pump.from());
      forgotten.remove(pump.to());
    }
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
    mode = Mode.SOUND;
    reset();
    forgotten.clear();
  }
}
