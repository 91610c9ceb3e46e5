package io.millrace.local;

/**
 * A server of the local stack could not be started, stopped or fetched; the message carries the
 * remedy.
 */
public final class LocalStackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalStackException(String message) {
    super(message);
  }

  public LocalStackException(String message, Throwable cause) {
    super(message, cause);
  }
}
