package io.millrace.bench.source;

import io.millrace.bench.OrdersDatabase;
import io.millrace.local.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * The table that is read and the log that is followed: made once, with a slot before each part of
 * the log, which every reader gets a copy of.
 *
 * @param database with TPC-H's orders
 * @param rows of each part
 * @param ends where the log ended after each part
 */
record SourceWorkload(String database, Map<SourcePart, Long> rows, Map<SourcePart, String> ends) {

  static final String PUBLICATION = "bench";

  private static final long NEW_KEYS = 1_000_000_000;

  private static final String PROCEDURES =
      """
      CREATE PROCEDURE insert_orders(first bigint, transactions int) LANGUAGE plpgsql AS $$
      BEGIN
        CREATE TEMPORARY TABLE pattern AS
          SELECT row_number() OVER (ORDER BY o_orderkey) - 1 AS n, o.* FROM orders o ORDER BY o_orderkey LIMIT 100;
        FOR i IN 0 .. transactions - 1 LOOP
          INSERT INTO orders SELECT first + i * 100 + n, o_custkey, o_orderstatus, o_totalprice, o_orderdate,
            o_orderpriority, o_clerk, o_shippriority, o_comment FROM pattern;
          COMMIT;
        END LOOP;
      END $$;
      CREATE PROCEDURE update_orders(first bigint, inserted bigint, transactions int) LANGUAGE plpgsql AS $$
      DECLARE picked bigint;
      BEGIN
        PERFORM setseed(0.5);
        FOR i IN 1 .. transactions LOOP
          FOR j IN 1 .. 100 LOOP
            picked := first + floor(random() * inserted)::bigint;
            UPDATE orders SET o_totalprice = o_totalprice + 1 WHERE o_orderkey = picked;
          END LOOP;
          COMMIT;
        END LOOP;
      END $$;
      """;

  static String slot(SourcePart part) {
    return "bench_" + part.name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Makes the table and the log.
   *
   * @param scale 1 is a table of 1.6 M rows, a million inserts and 600,000 updates
   */
  static SourceWorkload make(PostgresServer postgres, double scale) throws Exception {
    OrdersDatabase orders = OrdersDatabase.fill(postgres, scale).copyTo("log");
    String database = orders.name();
    int inserts = (int) (10_000 * scale);
    int updates = (int) (6_000 * scale);
    try (Connection connection = postgres.connect(database);
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE PUBLICATION " + PUBLICATION + " FOR TABLE orders");
      sql.execute(PROCEDURES);
      sql.execute("SET synchronous_commit = off");
      makeSlot(sql, SourcePart.INSERTS);
      sql.execute("CALL insert_orders(%d, %d)".formatted(NEW_KEYS, inserts));
      String inserted = flushed(sql);
      makeSlot(sql, SourcePart.UPDATES);
      sql.execute("CALL update_orders(%d, %d, %d)".formatted(NEW_KEYS, inserts * 100L, updates));
      String updated = flushed(sql);
      makeSlot(sql, SourcePart.SNAPSHOT);
      sql.execute("VACUUM ANALYZE orders");
      return new SourceWorkload(
          database,
          Map.of(
              SourcePart.SNAPSHOT,
              orders.orders() + inserts * 100L,
              SourcePart.INSERTS,
              inserts * 100L,
              SourcePart.UPDATES,
              updates * 100L),
          Map.of(SourcePart.INSERTS, inserted, SourcePart.UPDATES, updated));
    }
  }

  private static void makeSlot(Statement sql, SourcePart part) throws SQLException {
    sql.execute(
        "SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot(part)));
  }

  /** Writes out what asynchronous commits have left, and says where the log ends. */
  private static String flushed(Statement sql) throws SQLException {
    sql.execute("CHECKPOINT");
    try (var row = sql.executeQuery("SELECT pg_current_wal_flush_lsn()")) {
      row.next();
      return row.getString(1);
    }
  }
}
