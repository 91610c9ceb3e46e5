package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * ClickHouse's configuration file, the same for a clickhouse binary and for the engine in
 * libchdb.so.
 *
 * @param dir directory of the server
 * @param settings server settings that win over ours, element name to value
 * @param users beside {@code default}
 * @param profile settings of those users' queries, such as {@code max_memory_usage}
 */
record ClickHouseConfig(
    Path dir,
    Map<String, String> settings,
    List<ClickHouseUser> users,
    Map<String, String> profile) {
  private static final Map<String, String> SETTINGS =
      Map.of(
          // Half the machine at most: Postgres and Flink live here too.
          "max_server_memory_usage_to_ram_ratio", "0.5",
          "mark_cache_size", "268435456",
          "timezone", "UTC");

  ClickHouseConfig {
    settings = Map.copyOf(settings);
    profile = Map.copyOf(profile);
    users = List.copyOf(users);
  }

  Path dataDir() {
    return dir.resolve("data");
  }

  Path logFile() {
    return dir.resolve("clickhouse-server.log");
  }

  Path write(int httpPort, int nativePort) {
    Path file = dir.resolve("config.xml");
    String content =
        TEMPLATE.formatted(
            logFile(),
            dataDir(),
            Ports.HOST,
            httpPort,
            nativePort,
            serverElements(),
            userElements(),
            elements(profile));
    try {
      Files.createDirectories(dataDir());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private String serverElements() {
    Map<String, String> all = new TreeMap<>(SETTINGS);
    all.putAll(settings);
    return elements(all);
  }

  private static String elements(Map<String, String> settings) {
    StringBuilder elements = new StringBuilder();
    settings.forEach(
        (name, value) ->
            elements.append("  <%1$s>%2$s</%1$s>\n".formatted(name, Xml.escape(value))));
    return elements.toString();
  }

  private String userElements() {
    return users.stream().map(ClickHouseUser::xml).collect(Collectors.joining());
  }

  private static final String TEMPLATE =
      """
      <clickhouse>
        <logger>
          <level>information</level>
          <log>%1$s</log>
          <size>100M</size>
          <count>2</count>
        </logger>
        <path>%2$s/</path>
        <listen_host>%3$s</listen_host>
        <http_port>%4$d</http_port>
        <tcp_port>%5$d</tcp_port>
        <query_log>
          <database>system</database>
          <table>query_log</table>
          <ttl>event_date + INTERVAL 3 DAY</ttl>
        </query_log>
        <part_log>
          <database>system</database>
          <table>part_log</table>
          <ttl>event_date + INTERVAL 3 DAY</ttl>
        </part_log>
        <user_directories>
          <users_xml><path>config.xml</path></users_xml>
        </user_directories>
        <profiles>
          <default/>
          <users>
      %8$s    </users>
        </profiles>
        <quotas><default/></quotas>
        <users>
          <default>
            <password/>
            <networks><ip>127.0.0.1</ip></networks>
            <profile>default</profile>
            <quota>default</quota>
            <access_management>1</access_management>
          </default>
      %7$s  </users>
      %6$s</clickhouse>
      """;
}
