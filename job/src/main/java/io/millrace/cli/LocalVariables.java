package io.millrace.cli;

import io.millrace.local.LocalHome;
import io.millrace.local.LocalStack;
import io.millrace.local.PostgresServer;
import java.util.Map;

/**
 * Variables of a pipeline: those of this process, and, where they are not set, where the local
 * stack's servers are, as its ports are chosen free. A pipeline uses them like this: {@code
 * ${MILLRACE_LOCAL_POSTGRES:-postgresql://millrace@localhost:5432/shop}}.
 */
final class LocalVariables {

  static final String POSTGRES = "MILLRACE_LOCAL_POSTGRES";
  static final String POSTGRES_PASSWORD = "MILLRACE_LOCAL_POSTGRES_PASSWORD";
  static final String CLICKHOUSE = "MILLRACE_LOCAL_CLICKHOUSE";

  private final LocalStack stack = new LocalStack(LocalHome.ofUser());

  String value(String name) {
    String set = System.getenv(name);
    return set != null ? set : ofStack(name);
  }

  private String ofStack(String name) {
    return switch (name) {
      case POSTGRES -> address(stack.postgres().addresses(), "sql");
      case POSTGRES_PASSWORD -> PostgresServer.PASSWORD;
      case CLICKHOUSE -> address(stack.clickHouse().addresses(), "http");
      default -> null;
    };
  }

  /** Null before the server's first start. */
  private static String address(Map<String, String> addresses, String name) {
    return addresses.get(name);
  }
}
