package io.millrace.cli.connect;

/**
 * A database refused to talk to us, or asked too much.
 *
 * <p>The message says where and what; {@link #remedy} what to do.
 */
public final class Unreachable extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String remedy;

  public Unreachable(String what, String remedy, Throwable cause) {
    super(what, cause);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
