package io.millrace.cli.failure;

import java.util.List;

/** A command cannot do what it was asked to; one message for each reason. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<String> messages;

  /**
   * @param messages each with where, what and remedy
   */
  public CommandFailure(List<String> messages, Throwable cause) {
    super(String.join("\n", messages), cause);
    this.messages = List.copyOf(messages);
  }

  public CommandFailure(String what, String remedy) {
    this(List.of(what + ". " + remedy), null);
  }

  public CommandFailure(String what, String remedy, Throwable cause) {
    this(List.of(what + ". " + remedy), cause);
  }

  public List<String> messages() {
    return messages;
  }
}
