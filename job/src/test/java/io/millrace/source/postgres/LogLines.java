package io.millrace.source.postgres;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** What loggers say while it is open, down to DEBUG. */
final class LogLines extends AbstractAppender implements AutoCloseable {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> loggers;

  private LogLines(List<String> loggers) {
    super(
        "lines",
        null,
        PatternLayout.newBuilder().withPattern("%m %xEx").build(),
        false,
        Property.EMPTY_ARRAY);
    this.loggers = loggers;
  }

  static LogLines of(String... loggers) {
    LogLines kept = new LogLines(List.of(loggers));
    kept.start();
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    for (String logger : loggers) {
      LoggerConfig config = new LoggerConfig(logger, Level.DEBUG, false);
      config.addAppender(kept, Level.DEBUG, null);
      context.getConfiguration().addLogger(logger, config);
    }
    context.updateLoggers();
    return kept;
  }

  @Override
  public void append(LogEvent event) {
    lines.add(getLayout().toSerializable(event).toString());
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    loggers.forEach(context.getConfiguration()::removeLogger);
    context.updateLoggers();
    stop();
  }
}
