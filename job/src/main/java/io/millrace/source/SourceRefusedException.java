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

  private final String what;
  private final String remedy;

  public SourceRefusedException(String what, String remedy) {
    this(what, remedy, null);
  }

  public SourceRefusedException(String what, String remedy, Throwable cause) {
    super(what + ". " + remedy, cause);
    this.what = what;
    this.remedy = remedy;
  }

  public String what() {
    return what;
  }

  public String remedy() {
    return remedy;
  }
}
