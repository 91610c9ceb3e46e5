package io.millrace.proof.defect;

import io.millrace.proof.history.SourceFlaw;
import io.millrace.proof.model.EarlyRows;
import io.millrace.proof.model.SinkFlaw;
import io.millrace.proof.simulator.Interceptor;
import java.util.function.Supplier;

/** A rule broken on purpose. */
public enum Defect {
  NONE("nothing is broken", () -> Interceptor.NONE),

  VERSION_IS_RECORD_LSN(
      "a version is the record's own LSN, which does not follow commit order",
      Positions::recordLsn),
  VERSION_IS_A_COUNTER("a version is a counter of the subtask", Positions::counter),
  VERSION_IS_THE_FACTS_OWN(
      "a joined row keeps the version it had when only its dimension changes", Positions::stuck),
  ONE_POSITION_FOR_A_TRANSACTION(SourceFlaw.ONE_POSITION_FOR_A_TRANSACTION),
  WATERMARK_INSIDE_A_TRANSACTION(SourceFlaw.WATERMARK_INSIDE_A_TRANSACTION),
  COMMITS_BEFORE_CONSISTENT(SourceFlaw.COMMITS_BEFORE_CONSISTENT),
  KEY_CHANGE_WITHOUT_DELETE(SourceFlaw.KEY_CHANGE_WITHOUT_DELETE),
  SNAPSHOT_BEATS_LOG(SourceFlaw.SNAPSHOT_BEATS_LOG),
  TOAST_AS_NULL(SourceFlaw.TOAST_AS_NULL),
  RECORDS_OF_NO_SLICE("every record says it is of the first slice", Records::sinceForgotten),
  NO_TOMBSTONES("a deleted row is not deleted in the target", Records::noTombstones),
  RECORD_LOST("one of the log's records is lost", Records::lostOnce),
  RECORD_LOST_AFTER_RESTORE("the first record after a restore is lost", Lost::firstAfterRestore),
  RECORD_DUPLICATED("a target's row goes to the sink twice", Records::duplicated),
  FAN_OUT_LEFT_UNFINISHED(
      "a join keeps rows back and passes the barrier", Records::unfinishedFanOut),
  DIMENSION_CHANGE_NOT_SENT("a dimension's change reaches no fact", Records::noAnswers),
  SUBSCRIPTION_LOST_ON_RESCALE("a rescale loses what facts subscribed to", Lost::onRescale),
  STATE_LOST_IN_A_KEY_GROUP("a restore loses one key group of normalize", Lost::keyGroup),
  STATE_OF_JOINS_LOST("a restored join has no state at all", Lost::joins),
  CHANNEL_REORDERED("a channel gives the last element first", Channels::reordered),
  BARRIER_NOT_ALIGNED(
      "steps do not wait for the barriers of all their channels", Channels::unaligned),
  WATERMARK_HELD_BACK("a join swallows a watermark", Channels::watermarkSwallowed),
  WATERMARK_BEFORE_ITS_RECORDS("a step passes a watermark before its rows", Channels::hasty),
  TOKEN_REUSED(SinkFlaw.TOKEN_REUSED),
  NEW_TOKEN_FOR_A_RETRY(SinkFlaw.NEW_TOKEN_FOR_A_RETRY),
  COMMIT_BEFORE_CHECKPOINT(SinkFlaw.COMMIT_BEFORE_CHECKPOINT),
  COMMITTABLES_LOST_IN_A_CRASH(SinkFlaw.COMMITTABLES_LOST_IN_A_CRASH),
  HALF_A_COMMIT(SinkFlaw.HALF_A_COMMIT),
  REST_OF_A_TRANSACTION_SKIPPED(SourceFlaw.REST_OF_A_TRANSACTION_SKIPPED),
  TRUNCATE_IGNORED(SourceFlaw.TRUNCATE_IGNORED),
  TRUNCATE_TO_ONE_KEY_GROUP(SourceFlaw.TRUNCATE_TO_ONE_KEY_GROUP),
  TRUNCATE_AT_THE_START_OF_ITS_TRANSACTION(SourceFlaw.TRUNCATE_AT_THE_START_OF_ITS_TRANSACTION),
  TRUNCATE_FORGETS_KEY_GROUPS(
      "a TRUNCATE leaves the rows of every other key group", Truncates::forgetful),
  TRUNCATE_HELD_BACK(
      "a TRUNCATE is applied one change late, to what came after it too", Truncates::late),
  EARLY_ROWS_DURING_THE_FIRST_LOAD(SinkFlaw.EARLY_ROWS_DURING_THE_FIRST_LOAD),
  EARLY_ROWS_BEFORE_THE_LOAD_IS_IN_A_CHECKPOINT(
      SinkFlaw.EARLY_ROWS_BEFORE_THE_LOAD_IS_IN_A_CHECKPOINT),
  EARLY_ROWS_NOT_LOOKED_FOR(SinkFlaw.EARLY_ROWS_NOT_LOOKED_FOR),
  EARLY_ROWS_TRUSTED_INSIDE_A_SLICE(SinkFlaw.EARLY_ROWS_TRUSTED_INSIDE_A_SLICE),
  EARLY_ROWS_SEALED_TOO(SinkFlaw.EARLY_ROWS_SEALED_TOO),
  EARLY_ROWS_FORGOTTEN(SinkFlaw.EARLY_ROWS_FORGOTTEN);

  private final String description;
  private final Supplier<Interceptor> interceptor;
  private final SourceFlaw sourceFlaw;
  private final SinkFlaw sinkFlaw;

  Defect(String description, Supplier<Interceptor> interceptor) {
    this.description = description;
    this.interceptor = interceptor;
    this.sourceFlaw = SourceFlaw.NONE;
    this.sinkFlaw = SinkFlaw.NONE;
  }

  Defect(SourceFlaw flaw) {
    this.description = "the source: " + words(flaw);
    this.interceptor = () -> Interceptor.NONE;
    this.sourceFlaw = flaw;
    this.sinkFlaw = SinkFlaw.NONE;
  }

  Defect(SinkFlaw flaw) {
    this.description = "the sink: " + words(flaw);
    this.interceptor = () -> Interceptor.NONE;
    this.sourceFlaw = SourceFlaw.NONE;
    this.sinkFlaw = flaw;
  }

  private static String words(Enum<?> flaw) {
    return flaw.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  public String description() {
    return description;
  }

  /** A new one for each simulation: it may remember what it did. */
  public Interceptor interceptor() {
    return interceptor.get();
  }

  public SourceFlaw sourceFlaw() {
    return sourceFlaw;
  }

  /** Whether a seed can show it at all. */
  public boolean canShow(boolean truncates, EarlyRows early) {
    boolean ofTruncate = name().startsWith("TRUNCATE_");
    boolean ofEarlyRows = name().startsWith("EARLY_");
    return (truncates || !ofTruncate) && (early != EarlyRows.NEVER || !ofEarlyRows);
  }

  /**
   * When rows may show early.
   *
   * @param rule the sound one
   */
  public EarlyRows early(EarlyRows rule) {
    if (rule == EarlyRows.NEVER) {
      return rule;
    }
    return switch (sinkFlaw) {
      case EARLY_ROWS_DURING_THE_FIRST_LOAD -> EarlyRows.ALWAYS;
      case EARLY_ROWS_BEFORE_THE_LOAD_IS_IN_A_CHECKPOINT -> EarlyRows.ONCE_CONSISTENT;
      default -> rule;
    };
  }

  public SinkFlaw sinkFlaw() {
    return sinkFlaw;
  }
}
