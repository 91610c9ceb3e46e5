package io.millrace.source.postgres.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * Makes pgjdbc's sockets for replication and hands the last one made under a name to whoever opened
 * the connection: pgjdbc makes the factory by its class name and tries the hosts one by one.
 */
public final class PatientSocketFactory extends SocketFactory {

  private static final Map<String, PatientSocket> MADE = new ConcurrentHashMap<>();

  private final String name;

  public PatientSocketFactory(String name) {
    this.name = name;
  }

  static PatientSocket take(String name) {
    return MADE.remove(name);
  }

  @Override
  public Socket createSocket() {
    PatientSocket socket = new PatientSocket();
    MADE.put(name, socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("pgjdbc connects sockets itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }
}
