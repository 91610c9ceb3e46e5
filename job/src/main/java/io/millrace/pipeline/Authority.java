package io.millrace.pipeline;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The part of a URL between {@code //} and the path. {@link URI} itself knows no host name with an
 * underscore, as container networks have them.
 *
 * @param login what stands before the {@code @}, still with its %XX; may be empty
 * @param port -1 when there is none
 */
record Authority(String login, String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?:(.*)@)?(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");

  static Optional<Authority> of(URI uri) {
    return of(uri.getRawAuthority());
  }

  /** Several hosts with commas between them, as libpq takes them; empty if one of them is none. */
  static List<Authority> all(URI uri) {
    String text = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = text.lastIndexOf('@') + 1;
    List<Optional<Authority>> hosts =
        Stream.of(text.substring(at).split(",", -1))
            .map(host -> of(text.substring(0, at) + host))
            .toList();
    return hosts.stream().allMatch(Optional::isPresent)
        ? hosts.stream().map(Optional::get).toList()
        : List.of();
  }

  private static Optional<Authority> of(String text) {
    Matcher matcher = FORM.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String login = matcher.group(1) == null ? "" : matcher.group(1);
    int port = matcher.group(3) == null ? -1 : Integer.parseInt(matcher.group(3));
    return port > 65_535 || port == 0
        ? Optional.empty()
        : Optional.of(new Authority(login, matcher.group(2), port));
  }
}
