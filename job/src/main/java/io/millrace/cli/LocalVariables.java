package io.millrace.cli;

import io.millrace.local.LocalHome;
import io.millrace.local.LocalStack;
import io.millrace.local.PostgresServer;

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

  /** Null for a server that has never been started: then nobody knows its port. */
  private String ofStack(String name) {
    return switch (name) {
      case POSTGRES -> stack.postgres().addresses().isEmpty() ? null : stack.postgres().url();
      case POSTGRES_PASSWORD -> PostgresServer.PASSWORD;
      case CLICKHOUSE ->
          stack.clickHouse().addresses().isEmpty() ? null : stack.clickHouse().httpUrl();
      default -> null;
    };
  }
}
