package io.millrace.sink.clickhouse.client;

import java.net.http.HttpResponse;
import java.util.regex.Pattern;

/** Error answers in few words. */
final class Answers {

  private static final int LONGEST = 500;
  private static final Pattern ROW_DIAGNOSTICS = Pattern.compile("\\(at row \\d+\\)[\\s\\S]*");

  private Answers() {}

  /** Cut off where ClickHouse starts to quote the data: row values do not belong in logs. */
  static String describe(HttpResponse<String> response, int code) {
    String body = ROW_DIAGNOSTICS.matcher(response.body()).replaceAll("").strip();
    String shown = body.length() > LONGEST ? body.substring(0, LONGEST) + "…" : body;
    return "HTTP " + response.statusCode() + (code == 0 ? "" : ", code " + code) + ": " + shown;
  }
}
