package io.millrace.change;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Flink's type information of what flows between the steps. */
public final class ChangeTypes {

  public static final TypeInformation<LogEvent> LOG_EVENT =
      new RecordType<>(LogEvent.class, new LogEventSerializer());
  public static final TypeInformation<Change> CHANGE =
      new RecordType<>(Change.class, new ChangeSerializer());
  public static final TypeInformation<Commit> COMMIT =
      new RecordType<>(Commit.class, new CommitSerializer());
  public static final TypeInformation<RowChange> ROW_CHANGE =
      new RecordType<>(RowChange.class, new RowChangeSerializer());
  public static final TypeInformation<TargetChange> TARGET_CHANGE =
      new RecordType<>(TargetChange.class, new TargetChangeSerializer());
  public static final TypeInformation<Key> KEY = new RecordType<>(Key.class, new KeySerializer());

  private ChangeTypes() {}
}
