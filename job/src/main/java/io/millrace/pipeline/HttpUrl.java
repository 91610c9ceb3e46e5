package io.millrace.pipeline;

import io.millrace.pipeline.OptionType.Refused;
import java.net.URI;
import java.net.URISyntaxException;

/** ClickHouse's address: {@code http://host:8123} or {@code https://host:8443}. */
final class HttpUrl {

  private HttpUrl() {}

  static final OptionType<String> TYPE =
      new OptionType<>("url", "http://localhost:8123", HttpUrl::read);

  private static final String REMEDY = "Write it like http://localhost:8123.";

  private static String read(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new Refused("is not a url", REMEDY);
    }
    String scheme = uri.getScheme();
    if (!"http".equals(scheme) && !"https".equals(scheme)) {
      throw new Refused("must begin with http:// or https://", REMEDY);
    }
    Authority authority =
        Authority.of(uri)
            .orElseThrow(
                () -> new Refused("needs a host, and a port from 1 to 65535 if any", REMEDY));
    if (!authority.login().isEmpty()) {
      throw new Refused(
          "must not hold user or password", "Use clickhouse.user and clickhouse.password.");
    }
    boolean more = uri.getRawQuery() != null || uri.getRawFragment() != null;
    if (more || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))) {
      throw new Refused(
          "must end after the port", REMEDY + " The database goes into clickhouse.database.");
    }
    int port = authority.port() != -1 ? authority.port() : scheme.equals("http") ? 8123 : 8443;
    return scheme + "://" + authority.host() + ":" + port;
  }
}
