package io.millrace.sink.clickhouse.batch;

import io.millrace.change.Commit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of batches, progress and what they consist of. */
public final class BatchFormat {

  private BatchFormat() {}

  public static void writeBatch(RowBatch batch, DataOutputView out) throws IOException {
    out.writeUTF(batch.table());
    out.writeInt(batch.rows());
    out.writeInt(batch.rawBytes());
    out.writeLong(batch.firstCommit());
    out.writeLong(batch.lastCommit());
    out.writeInt(batch.block().length);
    out.write(batch.block());
  }

  public static RowBatch readBatch(DataInputView in) throws IOException {
    String table = in.readUTF();
    int rows = in.readInt();
    int rawBytes = in.readInt();
    long firstCommit = in.readLong();
    long lastCommit = in.readLong();
    byte[] block = new byte[in.readInt()];
    in.readFully(block);
    return new RowBatch(table, rows, rawBytes, firstCommit, lastCommit, block);
  }

  static void writeProgress(Progress progress, DataOutputView out) throws IOException {
    out.writeLong(progress.watermark());
    out.writeInt(progress.commits().size());
    for (Commit commit : progress.commits()) {
      writeCommit(commit, out);
    }
    writeCounts(progress.inserted(), out);
  }

  static Progress readProgress(DataInputView in) throws IOException {
    long watermark = in.readLong();
    int size = in.readInt();
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      commits.add(readCommit(in));
    }
    return new Progress(watermark, commits, readCounts(in));
  }

  public static void writeCommit(Commit commit, DataOutputView out) throws IOException {
    out.writeLong(commit.lsn());
    out.writeLong(commit.timeMicros());
  }

  public static Commit readCommit(DataInputView in) throws IOException {
    return new Commit(in.readLong(), in.readLong());
  }

  public static void writeCounts(Map<String, Long> counts, DataOutputView out) throws IOException {
    out.writeInt(counts.size());
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      out.writeUTF(count.getKey());
      out.writeLong(count.getValue());
    }
  }

  public static Map<String, Long> readCounts(DataInputView in) throws IOException {
    int size = in.readInt();
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < size; i++) {
      counts.put(in.readUTF(), in.readLong());
    }
    return counts;
  }
}
