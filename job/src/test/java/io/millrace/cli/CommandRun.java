package io.millrace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command line inside the test's JVM. */
record CommandRun(int exit, String out, String err) {

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Millrace.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new CommandRun(exit, out.toString(), err.toString());
  }

  /** All that somebody in front of a terminal sees. */
  String seen() {
    return out + err;
  }
}
