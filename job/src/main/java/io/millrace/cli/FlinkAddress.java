package io.millrace.cli;

import io.millrace.cli.failure.CommandFailure;
import io.millrace.local.LocalHome;
import io.millrace.local.LocalStack;
import java.net.URI;
import picocli.CommandLine.Option;

/** The option that says which cluster. */
final class FlinkAddress {

  @Option(
      names = "--flink",
      paramLabel = "URL",
      description = "Flink's REST address, like http://localhost:8081. Default: the local stack's.")
  private URI url;

  /** Without a slash at the end. */
  URI address() {
    return url == null ? local() : URI.create(url.toString().replaceAll("/+$", ""));
  }

  private static URI local() {
    LocalStack stack = new LocalStack(LocalHome.ofUser());
    if (!stack.flink().jobManager().isRunning()) {
      throw new CommandFailure(
          "the local stack's Flink cluster does not run",
          "Start it with `millrace local up`, name another with --flink http://host:8081, or run the"
              + " job in this process with --embedded.");
    }
    return URI.create(stack.flink().restUrl());
  }
}
