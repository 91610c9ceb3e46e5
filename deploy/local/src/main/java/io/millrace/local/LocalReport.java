package io.millrace.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What {@code local up} and {@code local status} show. */
record LocalReport(List<Entry> servers) {

  /**
   * One server.
   *
   * @param pid null unless it runs
   * @param addresses name to URL, also of a server that is down: it will have them again
   */
  record Entry(String name, String status, Long pid, Map<String, String> addresses, String log) {}

  static LocalReport of(List<Server> servers) {
    return new LocalReport(servers.stream().map(LocalReport::entry).toList());
  }

  private static Entry entry(Server server) {
    Server.Status status = server.status();
    return new Entry(
        server.name(),
        status.name().toLowerCase(Locale.ROOT),
        status == Server.Status.RUNNING ? server.pid() : null,
        new TreeMap<>(server.addresses()),
        server.logFile().toString());
  }

  boolean hasCrash() {
    return servers.stream().anyMatch(entry -> entry.status().equals("crashed"));
  }

  void printText(PrintWriter out) {
    for (Entry entry : servers) {
      out.printf(
          "%-11s %s%s%n",
          entry.name(), entry.status(), entry.pid() == null ? "" : ", pid " + entry.pid());
      entry
          .addresses()
          .forEach((name, address) -> out.printf("            %-8s %s%n", name, address));
      out.printf("            %-8s %s%n", "log", entry.log());
    }
    out.flush();
  }

  void printJson(PrintWriter out) {
    try {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
