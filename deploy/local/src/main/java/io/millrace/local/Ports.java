package io.millrace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;

/** TCP ports on loopback. */
final class Ports {
  static final String HOST = "127.0.0.1";

  // Below Linux's ephemeral range (from 32768): while a killed server is down, no outgoing
  // connection takes its port.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ports() {}

  /** The wanted port if it is free, else any free one. */
  static int freeOr(int wanted) {
    return isFree(wanted) ? wanted : free();
  }

  static int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = LOWEST + RANDOM.nextInt(HIGHEST - LOWEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new LocalStackException(
        "No free port on " + HOST + " between " + LOWEST + " and " + HIGHEST + ".");
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do; otherwise connections of the last run in TIME_WAIT would make its port look
      // taken.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
