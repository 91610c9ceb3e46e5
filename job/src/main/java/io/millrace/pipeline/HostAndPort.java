package io.millrace.pipeline;

import java.io.Serializable;

/** Where a server listens. */
public record HostAndPort(String host, int port) implements Serializable {

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
