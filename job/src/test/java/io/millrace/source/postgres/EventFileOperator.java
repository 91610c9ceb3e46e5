package io.millrace.source.postgres;

import io.millrace.change.LogEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps what has come in an {@link EventFile}, exactly as far as it counts with the job's state,
 * and notes the last checkpoint that completed, and the last watermark of it, in files beside it.
 * Runs in parallelism 1.
 */
final class EventFileOperator extends AbstractStreamOperator<LogEvent>
    implements OneInputStreamOperator<LogEvent, LogEvent> {

  /** Said on standard output when the state has been read. */
  static final String RESTORED = "restored ";

  private static final long serialVersionUID = 1;

  private final String directory;
  private transient EventFile file;
  private transient ListState<Long> length;
  private transient long watermark;

  EventFileOperator(Path directory) {
    this.directory = directory.toString();
  }

  static Path events(Path directory) {
    return directory.resolve("events");
  }

  /** Path of the last completed checkpoint, under the directory of all; absent before the first. */
  static Path completed(Path directory) {
    return directory.resolve("completed");
  }

  /** The last watermark that came. */
  static Path watermark(Path directory) {
    return directory.resolve("watermark");
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    length =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("length", Types.LONG));
    long restored = 0;
    for (long value : length.get()) {
      restored = value;
    }
    file = new EventFile(events(Path.of(directory)), restored);
    watermark = Long.MIN_VALUE;
    System.out.println(RESTORED + restored);
  }

  @Override
  public void processElement(StreamRecord<LogEvent> record) throws IOException {
    file.event(record.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    super.processWatermark(mark);
    watermark = mark.getTimestamp();
    file.watermark(watermark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    length.update(List.of(file.flushed()));
    note(watermark(Path.of(directory)), Long.toString(watermark));
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    note(
        completed(Path.of(directory)),
        getRuntimeContext().getJobInfo().getJobId().toHexString() + "/chk-" + checkpoint);
  }

  private static void note(Path path, String text) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    Files.writeString(next, text);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws Exception {
    super.close();
    if (file != null) {
      file.close();
    }
  }
}
