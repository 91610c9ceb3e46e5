package io.millrace.aligned;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * A keyed operator that works through the log slice by slice. A slice is what lies between two
 * watermarks; every record says by its {@code since} which one it belongs to. Records of the slice
 * being collected are applied to state as they come; those of a later slice, which a faster channel
 * brought early, are held back. So when the watermark has come on every channel, state is exactly
 * the database as of that watermark, whatever the interleaving, and {@link #finishSlice} may give
 * out rows.
 *
 * <p>What is held back is bounded by what the network holds: a channel is at most as far ahead as
 * the slowest one lets the source run. At a checkpoint nothing is held back, because every channel
 * has brought the same watermarks before its barrier.
 *
 * <p>State: the watermark reached (so that a restored operator does not finish a slice twice when
 * the source repeats its last watermark) and the signature of the layouts that the keyed state was
 * written with. Neither grows.
 */
public abstract class AlignedOperator<O> extends AbstractStreamOperator<O> {

  private static final long serialVersionUID = 1;

  /** By the slice they belong to, each in the order it came. */
  private transient TreeMap<Long, List<Application>> held;

  private transient long reached;
  private transient boolean restored;
  private transient ListState<Long> reachedState;
  private transient ListState<String> signatureState;

  /** Applies a record that was held back, under its own key. */
  @FunctionalInterface
  protected interface Application {
    void run() throws Exception;
  }

  /** What this operator's keyed state depends on; a savepoint with another signature is refused. */
  protected abstract String signature();

  /**
   * All of the slice has been applied: gives out what it changed. Records given out carry {@link
   * #reached} as their since.
   *
   * @param watermark the commit position at the slice's end
   */
  protected abstract void finishSlice(long watermark) throws Exception;

  /**
   * The watermark at which the slice being collected begins; {@link Long#MIN_VALUE} in the
   * snapshot.
   */
  protected final long reached() {
    return reached;
  }

  /**
   * Whether an earlier attempt of the job may have given out rows beyond the state this one began
   * with, and a sink published them (in {@code low-latency}, or early because too many waited). Its
   * slices may have ended elsewhere: what comes to nothing within a slice of this attempt can have
   * been a row of that one. So every key touched must then be given, as a row or a deletion, at a
   * position at which it is right.
   */
  protected final boolean mayRepeat() {
    return restored;
  }

  /** Whether a record belongs to a later slice; then it must be given to {@link #hold}. */
  protected final boolean isEarly(long since) {
    return since > reached;
  }

  /** Keeps an early record until its slice begins. The application sets the key itself. */
  protected final void hold(long since, Application application) {
    held.computeIfAbsent(since, slice -> new ArrayList<>()).add(application);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    held = new TreeMap<>();
    reached = Long.MIN_VALUE;
    reachedState =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("reached", LongSerializer.INSTANCE));
    signatureState =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("signature", StringSerializer.INSTANCE));
    restored = context.isRestored();
    if (restored) {
      for (long watermark : reachedState.get()) {
        reached = Math.max(reached, watermark);
      }
      checkSignature();
    }
  }

  private void checkSignature() throws Exception {
    for (String written : signatureState.get()) {
      if (!written.equals(signature())) {
        throw new IllegalStateException(
            getOperatorName()
                + ": the savepoint was written for other columns; state cannot be read as it is."
                + " Was: "
                + written
                + ". Is: "
                + signature()
                + ". Go back to the pipeline that wrote it, or start afresh with empty targets.");
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    if (!held.isEmpty()) {
      throw new IllegalStateException(
          getOperatorName()
              + ": "
              + held.values().stream().mapToInt(List::size).sum()
              + " records beyond watermark "
              + reached
              + " at checkpoint "
              + context.getCheckpointId()
              + ": its barrier overtook a watermark. Are checkpoints aligned?");
    }
    reachedState.update(List.of(reached));
    signatureState.update(List.of(signature()));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    long watermark = mark.getTimestamp();
    // Watermarks can come as one, when a channel that held them back lets go. Their slices are
    // finished one by one all the same: rows given out say by their since which slice they are of.
    while (!held.isEmpty() && held.firstKey() < watermark) {
      reach(held.firstKey());
      release(reached);
    }
    if (watermark > reached) {
      reach(watermark);
    }
    super.processWatermark(mark);
    release(reached);
  }

  private void reach(long watermark) throws Exception {
    finishSlice(watermark);
    // The end of input (savepoint with drain) is no position of the log: the next start goes on
    // from the one before.
    if (watermark != Long.MAX_VALUE) {
      reached = watermark;
    }
  }

  private void release(long since) throws Exception {
    while (!held.isEmpty() && held.firstKey() <= since) {
      for (Application application : held.pollFirstEntry().getValue()) {
        application.run();
      }
    }
  }
}
