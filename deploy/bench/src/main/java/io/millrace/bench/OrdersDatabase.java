package io.millrace.bench;

import io.millrace.local.PostgresServer;
import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.TpchEntity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import org.postgresql.PGConnection;

/**
 * TPC-H's customers and orders, and one customer more, to whom a fifteenth as many orders belong as
 * to all others together: 1.5 M and 100,000 at scale 1.
 */
public final class OrdersDatabase {

  static final String TEMPLATE = "tpch";
  static final int UPDATES_A_TRANSACTION = 100;

  private static final int ORDERS = 1_500_000;
  private static final int CUSTOMERS = 150_000;
  private static final int HOT_ORDERS = 100_000;

  private static final String TABLES =
      """
      CREATE TABLE customer (
        c_custkey bigint PRIMARY KEY, c_name text NOT NULL, c_address text NOT NULL,
        c_nationkey bigint NOT NULL, c_phone text NOT NULL, c_acctbal numeric(12,2) NOT NULL,
        c_mktsegment text NOT NULL, c_comment text NOT NULL);
      CREATE TABLE orders (
        o_orderkey bigint PRIMARY KEY, o_custkey bigint NOT NULL, o_orderstatus text NOT NULL,
        o_totalprice numeric(12,2) NOT NULL, o_orderdate date NOT NULL, o_orderpriority text NOT NULL,
        o_clerk text NOT NULL, o_shippriority int NOT NULL, o_comment text NOT NULL);
      """;

  private final PostgresServer postgres;
  private final String name;
  private final double scale;

  private OrdersDatabase(PostgresServer postgres, String name, double scale) {
    this.postgres = postgres;
    this.name = name;
    this.scale = scale;
  }

  /** Generates the rows, once; copies are made from it. */
  public static OrdersDatabase fill(PostgresServer postgres, double scale) throws Exception {
    execute(postgres, "postgres", "CREATE DATABASE " + TEMPLATE);
    OrdersDatabase database = new OrdersDatabase(postgres, TEMPLATE, scale);
    execute(postgres, TEMPLATE, TABLES);
    try (Connection connection = postgres.connect(TEMPLATE)) {
      copy(connection, "customer", new CustomerGenerator(scale, 1, 1).iterator());
      copy(connection, "orders", new OrderGenerator(scale, 1, 1).iterator());
    }
    execute(
        postgres,
        TEMPLATE,
        "INSERT INTO customer SELECT %d, 'hot', c_address, c_nationkey, c_phone, c_acctbal, c_mktsegment, c_comment FROM customer WHERE c_custkey = 1"
            .formatted(database.hotCustomer()),
        "INSERT INTO orders SELECT o_orderkey + 100000000, %d, o_orderstatus, o_totalprice, o_orderdate, o_orderpriority, o_clerk, o_shippriority, o_comment FROM orders ORDER BY o_orderkey LIMIT %d"
            .formatted(database.hotCustomer(), database.hotOrders()),
        "VACUUM ANALYZE");
    return database;
  }

  /** The same rows again, under another name. */
  public OrdersDatabase copyTo(String copy) throws SQLException {
    execute(postgres, "postgres", "CREATE DATABASE " + copy + " TEMPLATE " + name);
    execute(postgres, "postgres", "CHECKPOINT");
    return new OrdersDatabase(postgres, copy, scale);
  }

  public String name() {
    return name;
  }

  long customers() {
    return (long) (CUSTOMERS * scale) + 1;
  }

  public long orders() {
    return (long) (ORDERS * scale) + hotOrders();
  }

  long hotOrders() {
    return (long) (HOT_ORDERS * scale);
  }

  private long hotCustomer() {
    return customers();
  }

  /** Updates single orders, picked at random with a seed of its own, so every contender's alike. */
  void updateOrders(int updates) throws SQLException {
    long[] keys = orderKeys();
    Random random = new Random(1);
    try (Connection connection = postgres.connect(name)) {
      connection.setAutoCommit(false);
      try (var update =
          connection.prepareStatement(
              "UPDATE orders SET o_orderstatus = ?, o_totalprice = o_totalprice + 1 WHERE o_orderkey = ?")) {
        for (int i = 1; i <= updates; i++) {
          update.setString(1, "U" + i % 10);
          update.setLong(2, keys[random.nextInt(keys.length)]);
          update.addBatch();
          if (i % UPDATES_A_TRANSACTION == 0 || i == updates) {
            update.executeBatch();
            connection.commit();
          }
        }
      }
    }
  }

  private long[] orderKeys() throws SQLException {
    try (Connection connection = postgres.connect(name);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT array_agg(o_orderkey ORDER BY o_orderkey) FROM orders")) {
      row.next();
      return Arrays.stream((Long[]) row.getArray(1).getArray()).mapToLong(k -> k).toArray();
    }
  }

  void renameHotCustomer() throws SQLException {
    execute(
        postgres,
        name,
        "UPDATE customer SET c_name = 'renamed' WHERE c_custkey = " + hotCustomer());
  }

  /** Where the log ends now. */
  public long position() throws SQLException {
    return number("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
  }

  /** A number that any wrong row changes, in Postgres's words. */
  String fingerprint() throws SQLException {
    try (Connection connection = postgres.connect(name);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), sum(o_totalprice), sum(length(c_name)), count(DISTINCT o_orderkey),"
                    + " count(*) FILTER (WHERE o_orderstatus LIKE 'U%')"
                    + " FROM orders LEFT JOIN customer ON c_custkey = o_custkey")) {
      row.next();
      return String.join(
          "\t",
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getString(5));
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = postgres.connect(name);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  void drop() throws SQLException {
    execute(postgres, "postgres", "DROP DATABASE " + name + " WITH (FORCE)");
  }

  private static void execute(PostgresServer postgres, String database, String... statements)
      throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static void copy(Connection connection, String table, Iterator<? extends TpchEntity> rows)
      throws SQLException, IOException {
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY " + table + " FROM STDIN WITH (FORMAT csv, DELIMITER '|')", text(rows));
  }

  /** The rows as TPC-H's own tools write them, without the bar at the end of a line. */
  private static InputStream text(Iterator<? extends TpchEntity> rows) {
    return new InputStream() {
      private byte[] line = new byte[0];
      private int at;

      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        if (at == line.length && !next()) {
          return -1;
        }
        int count = Math.min(length, line.length - at);
        System.arraycopy(line, at, into, offset, count);
        at += count;
        return count;
      }

      private boolean next() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        while (rows.hasNext() && lines.size() < 1 << 16) {
          String text = rows.next().toLine();
          lines.writeBytes(
              (text.substring(0, text.length() - 1) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        line = lines.toByteArray();
        at = 0;
        return line.length > 0;
      }
    };
  }
}
