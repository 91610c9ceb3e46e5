package io.millrace.source.postgres.snapshot;

import io.millrace.change.TableId;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.split.ChunkSplit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts tables into ranges of blocks: even for any key, found without reading the table. Small
 * tables come first, so that what others are joined with is there early.
 */
public final class ChunkPlanner {

  private static final String PARTS =
      """
      SELECT n.nspname, c.relname, c.relkind, pg_relation_filenode(c.oid)::bigint AS file,
             pg_relation_size(c.oid) / current_setting('block_size')::int AS blocks,
             c.relpages, c.reltuples
      FROM (SELECT CASE WHEN t.relkind = 'p' THEN p.relid::oid ELSE t.oid END AS oid
            FROM pg_class t JOIN pg_namespace s ON s.oid = t.relnamespace
            LEFT JOIN LATERAL pg_partition_tree(t.oid) p ON t.relkind = 'p' AND p.isleaf
            WHERE s.nspname = ? AND t.relname = ?) part
      JOIN pg_class c ON c.oid = part.oid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r'
      ORDER BY 1, 2
      """;

  private static final String EXISTS =
      "SELECT 1 FROM pg_class t JOIN pg_namespace s ON s.oid = t.relnamespace"
          + " WHERE s.nspname = ? AND t.relname = ? AND t.relkind IN ('r', 'p')";

  /** Rows in a block when the table has never been analysed. */
  private static final double UNKNOWN_ROWS_PER_BLOCK = 60;

  /** A table, or a partition of it, that has rows of its own. */
  private record Part(int table, TableId relation, long file, long blocks, double rowsPerBlock) {}

  /**
   * What tables were cut into.
   *
   * @param rows of each scan's table, as Postgres estimates them
   */
  public record Cut(List<ChunkSplit> chunks, List<Long> rows) {}

  private final Connection sql;
  private final int chunkRows;

  public ChunkPlanner(Connection sql, int chunkRows) {
    this.sql = sql;
    this.chunkRows = chunkRows;
  }

  /**
   * @param commit the position rows are to carry
   */
  public Cut plan(List<SourceScan> scans, long commit) throws SQLException {
    List<List<Part>> tables = new ArrayList<>();
    for (int table = 0; table < scans.size(); table++) {
      tables.add(parts(table, scans.get(table).table()));
    }
    List<Long> rows = tables.stream().map(ChunkPlanner::rows).toList();
    tables.sort(Comparator.comparingLong(ChunkPlanner::blocks));
    List<ChunkSplit> chunks = new ArrayList<>();
    for (List<Part> parts : tables) {
      for (Part part : parts) {
        if (!scans.get(part.table()).isKeyedByPosition()) {
          cut(part, commit, chunks);
        } else if (part == parts.get(0)) {
          chunks.add(whole(chunks.size(), part.table(), scans, commit));
        }
      }
    }
    return new Cut(chunks, rows);
  }

  private static ChunkSplit whole(int number, int table, List<SourceScan> scans, long commit) {
    TableId id = scans.get(table).table();
    return new ChunkSplit(number, table, id, 0, 0, Long.MAX_VALUE, commit);
  }

  /**
   * Chunks of a relation as it stands now, all of it; numbers count from 0.
   *
   * @param table index of the scan that the relation belongs to
   */
  public List<ChunkSplit> plan(int table, SourceScan scan, TableId relation, long commit)
      throws SQLException {
    List<ChunkSplit> chunks = new ArrayList<>();
    for (Part part : parts(table, scan.table())) {
      if (part.relation().equals(relation)) {
        cut(part, commit, chunks);
      }
    }
    if (chunks.isEmpty()) {
      throw new SourceRefusedException(
          "Snapshot: " + relation + " is no longer a part of " + scan.table(),
          "Start the job anew (millrace run --truncate-targets --adopt-slot)");
    }
    return chunks;
  }

  private static long blocks(List<Part> parts) {
    return parts.stream().mapToLong(Part::blocks).sum();
  }

  private static long rows(List<Part> parts) {
    return Math.round(parts.stream().mapToDouble(p -> p.blocks() * p.rowsPerBlock()).sum());
  }

  private List<Part> parts(int table, TableId id) throws SQLException {
    List<Part> parts = new ArrayList<>();
    try (PreparedStatement query = sql.prepareStatement(PARTS)) {
      query.setString(1, id.schema());
      query.setString(2, id.name());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long pages = row.getLong("relpages");
          double rows = row.getDouble("reltuples");
          parts.add(
              new Part(
                  table,
                  new TableId(row.getString("nspname"), row.getString("relname")),
                  row.getLong("file"),
                  row.getLong("blocks"),
                  pages > 0 && rows > 0 ? rows / pages : UNKNOWN_ROWS_PER_BLOCK));
        }
      }
    }
    if (parts.isEmpty()) {
      checkExists(id);
    }
    return parts;
  }

  private void checkExists(TableId id) throws SQLException {
    try (PreparedStatement query = sql.prepareStatement(EXISTS)) {
      query.setString(1, id.schema());
      query.setString(2, id.name());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new SourceRefusedException(
              "Snapshot: there is no table " + id, "Check the pipeline's queries");
        }
      }
    }
  }

  private void cut(Part part, long commit, List<ChunkSplit> chunks) {
    long step = Math.max(1, (long) (chunkRows / part.rowsPerBlock()));
    for (long from = 0; from < part.blocks() || from == 0; from += step) {
      boolean last = from + step >= part.blocks();
      chunks.add(
          new ChunkSplit(
              chunks.size(),
              part.table(),
              part.relation(),
              part.file(),
              from,
              last ? Long.MAX_VALUE : from + step,
              commit));
    }
  }
}
