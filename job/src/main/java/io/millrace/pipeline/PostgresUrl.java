package io.millrace.pipeline;

import io.millrace.pipeline.OptionType.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A connection URL as libpq reads it: {@code postgresql://user:password@host:5432/database}, or
 * several {@code host:5432,other:5432}.
 */
record PostgresUrl(
    List<HostAndPort> hosts,
    String database,
    Optional<String> user,
    Optional<Secret> password,
    Map<String, String> parameters) {

  static final OptionType<PostgresUrl> TYPE =
      new OptionType<>("url", "postgresql://millrace@localhost:5432/shop", PostgresUrl::read);

  private static final String REMEDY = "Write it like postgresql://millrace@localhost:5432/shop.";
  private static final int DEFAULT_PORT = 5432;
  private static final List<String> TLS_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final List<String> PARAMETERS =
      List.of(
          "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs");
  private static final List<String> PRIMARY = List.of("primary", "read-write");

  private static PostgresUrl read(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new Refused(
          "is not a url",
          REMEDY + " Special characters in names and passwords are written as %XX.");
    }
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new Refused("must begin with postgresql://", REMEDY);
    }
    List<Authority> authorities = Authority.all(uri);
    if (authorities.isEmpty()) {
      throw new Refused("needs a host, and a port from 1 to 65535 if any", REMEDY);
    }
    Authority authority = authorities.get(0);
    String path = uri.getRawPath();
    if (path.length() < 2 || path.indexOf('/', 1) >= 0) {
      throw new Refused("names no database", REMEDY);
    }
    String[] login = authority.login().isEmpty() ? new String[0] : authority.login().split(":", 2);
    return new PostgresUrl(
        authorities.stream().map(PostgresUrl::host).toList(),
        decode(path.substring(1)),
        login.length > 0 ? Optional.of(decode(login[0])) : Optional.empty(),
        login.length > 1 ? Optional.of(new Secret(decode(login[1]))) : Optional.empty(),
        parameters(uri.getRawQuery()));
  }

  private static HostAndPort host(Authority authority) {
    return new HostAndPort(
        authority.host(), authority.port() == -1 ? DEFAULT_PORT : authority.port());
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!PARAMETERS.contains(name)) {
        throw new Refused(
            "has a parameter that is not known here: " + name,
            NearestName.suggestion(
                name, PARAMETERS, "Known parameters: " + String.join(", ", PARAMETERS) + "."));
      }
      if (equals < 0 || parameters.put(name, decode(pair.substring(equals + 1))) != null) {
        throw new Refused(
            "must give its parameter " + name + " one value",
            "Write it like sslmode=verify-full&sslrootcert=/path.");
      }
    }
    checkValues(parameters);
    return parameters;
  }

  private static void checkValues(Map<String, String> parameters) {
    if (!TLS_MODES.contains(parameters.getOrDefault("sslmode", "prefer"))) {
      throw new Refused(
          "has an sslmode that is not known", "Use one of " + String.join(", ", TLS_MODES) + ".");
    }
    if (!parameters.getOrDefault("connect_timeout", "10").matches("[1-9]\\d{0,3}")) {
      throw new Refused(
          "has a connect_timeout that is not a number of seconds", "Write connect_timeout=10.");
    }
    if (!PRIMARY.contains(parameters.getOrDefault("target_session_attrs", "primary"))) {
      throw new Refused(
          "has a target_session_attrs other than primary",
          "Leave it out: slots live on the primary, so of several hosts the primary is used.");
    }
  }

  /** Undoes %XX; unlike in web forms, a plus sign is a plus sign. */
  private static String decode(String raw) {
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Without the login. */
  @Override
  public String toString() {
    return "postgresql://"
        + hosts.stream().map(HostAndPort::toString).collect(Collectors.joining(","))
        + "/"
        + database;
  }
}
