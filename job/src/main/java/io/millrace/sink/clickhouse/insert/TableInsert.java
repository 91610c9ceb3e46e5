package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.client.AttachedTable;
import io.millrace.sink.clickhouse.client.CompressedBlocks;
import io.millrace.sink.clickhouse.client.Sql;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Rows for one target table, as one INSERT.
 *
 * @param batches never empty; their bytes and order make the insert, so they never change
 */
public record TableInsert(
    Destination destination, UUID token, String table, WireColumns columns, List<RowBatch> batches)
    implements Shipment {

  public TableInsert {
    batches = List.copyOf(batches);
  }

  @Override
  public long rows() {
    return batches.stream().mapToLong(RowBatch::rows).sum();
  }

  /** Lowest commit position of its rows. */
  public long firstCommit() {
    return batches.stream().mapToLong(RowBatch::firstCommit).min().orElseThrow();
  }

  @Override
  public String describe() {
    return rows() + " rows for table " + table;
  }

  @Override
  public void send() throws IOException, InterruptedException {
    String sql = insertInto() + " FORMAT RowBinary";
    destination.insert(this, token, sql, batches.stream().map(RowBatch::block).toList(), rows());
  }

  @Override
  public long missing() throws IOException, InterruptedException {
    String sql = MissingRows.of(destination, table, columns).count();
    return Long.parseLong(destination.query(sql, attached()).strip());
  }

  @Override
  public void sendMissing() throws IOException, InterruptedException {
    String sql = insertInto() + ' ' + MissingRows.of(destination, table, columns).select();
    destination.insert(this, sql, attached());
  }

  private String insertInto() {
    return "INSERT INTO "
        + Sql.qualified(destination.database(), table)
        + " ("
        + columns.identifiers()
        + ")";
  }

  private AttachedTable attached() {
    CompressedBlocks blocks = new CompressedBlocks();
    return new AttachedTable(
        WireColumns.ATTACHED,
        columns.structure(),
        batches.stream().map(batch -> blocks.decompress(batch.block())).toList());
  }

  /** Sizes only: values do not belong in logs. */
  @Override
  public String toString() {
    return describe() + ", token " + token;
  }
}
