package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.client.CompressedBlocks;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.sink.clickhouse.schema.Definitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The row of {@code _millrace_commits} that says: up to this position every table is whole.
 *
 * @param rowsByTable sent since the checkpoint before, per table
 */
public record CommitRow(
    Destination destination,
    UUID token,
    String pipeline,
    long checkpoint,
    long lsn,
    long timeMicros,
    Map<String, Long> rowsByTable)
    implements Shipment {

  @Override
  public String describe() {
    return "the row of checkpoint " + checkpoint + " for table " + Definitions.COMMITS;
  }

  @Override
  public long rows() {
    return 1;
  }

  @Override
  public void send() throws IOException, InterruptedException {
    send(token);
  }

  private void send(UUID usedToken) throws IOException, InterruptedException {
    String sql =
        "INSERT INTO "
            + table()
            + " (pipeline, checkpoint_id, commit_lsn, commit_time, rows) FORMAT RowBinary";
    destination.insert(this, usedToken, sql, List.of(block()), 1);
  }

  @Override
  public long missing() throws IOException, InterruptedException {
    String count =
        destination.query(
            "SELECT count() FROM %s WHERE pipeline = %s AND checkpoint_id = %d AND commit_lsn = %s"
                .formatted(table(), Sql.literal(pipeline), checkpoint, Long.toUnsignedString(lsn)));
    return count.strip().equals("0") ? 1 : 0;
  }

  @Override
  public void sendMissing() throws IOException, InterruptedException {
    send(UUID.randomUUID());
  }

  private String table() {
    return Sql.qualified(destination.database(), Definitions.COMMITS);
  }

  private byte[] block() {
    DataOutputSerializer out = new DataOutputSerializer(256);
    try {
      writeString(pipeline, out);
      out.writeLong(Long.reverseBytes(checkpoint));
      out.writeLong(Long.reverseBytes(lsn));
      out.writeLong(Long.reverseBytes(timeMicros));
      writeLength(rowsByTable.size(), out);
      for (Map.Entry<String, Long> count : new TreeMap<>(rowsByTable).entrySet()) {
        writeString(count.getKey(), out);
        out.writeLong(Long.reverseBytes(count.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CompressedBlocks().compress(out.getSharedBuffer(), out.length());
  }

  private static void writeString(String text, DataOutputSerializer out) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writeLength(utf8.length, out);
    out.write(utf8);
  }

  private static void writeLength(int length, DataOutputSerializer out) throws IOException {
    io.millrace.change.Wire.writeLength(length, out);
  }
}
