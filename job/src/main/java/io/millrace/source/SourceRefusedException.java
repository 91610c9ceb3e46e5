package io.millrace.source;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * The source cannot go on without losing or changing data, and trying again does not help: someone
 * has to do what the message says. Flink does not restart the job on it.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public class SourceRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public SourceRefusedException(String what, String remedy) {
    super(message(what, remedy));
  }

  public SourceRefusedException(String what, String remedy, Throwable cause) {
    super(message(what, remedy), cause);
  }

  private static String message(String what, String remedy) {
    return what + ". " + remedy;
  }
}
