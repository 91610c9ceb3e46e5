package io.millrace.end;

/** The shop's tables, and the targets over them. */
public final class ShopSchema {

  static final String[] TABLES = {
    """
    CREATE TABLE customers (
      id bigint PRIMARY KEY, name text NOT NULL, email varchar(80), country char(2), note text)
    """,
    "CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL, price numeric(10,2) NOT NULL)",
    """
    CREATE TABLE orders (
      id bigint PRIMARY KEY, customer_id int, status text NOT NULL, total numeric(12,2),
      created_at timestamptz NOT NULL DEFAULT '2026-01-01 00:00:00Z')
    """,
    """
    CREATE TABLE order_items (
      order_id bigint, line smallint, product_id int, quantity int NOT NULL,
      PRIMARY KEY (order_id, line))
    """
  };

  private ShopSchema() {}

  public static TestPipeline targets(TestPipeline pipeline) {
    return pipeline
        .table(
            "customer_dim", "SELECT id AS customer_id, name, email, country, note FROM customers")
        .table(
            "order_fact",
            "SELECT o.id AS order_id, o.customer_id, c.name AS customer_name, c.note, o.total,"
                + " o.status FROM orders o LEFT JOIN customers c ON c.id = o.customer_id")
        .table(
            "paid_fact",
            "SELECT o.id AS order_id, c.name AS customer_name, o.status, o.created_at FROM orders o"
                + " JOIN customers c ON c.id = o.customer_id",
            "partition-by: toYYYYMM(created_at)")
        .table(
            "order_item_fact",
            "SELECT i.order_id, i.line, o.status AS order_status, c.name AS customer_name,"
                + " p.name AS product_name, p.price, i.quantity FROM order_items i"
                + " LEFT JOIN orders o ON o.id = i.order_id"
                + " LEFT JOIN customers c ON c.id = o.customer_id"
                + " LEFT JOIN products p ON p.id = i.product_id");
  }

  public static void create(TestPipeline pipeline) {
    pipeline.sql(TABLES);
    pipeline.sql(
        "INSERT INTO customers SELECT i, 'customer ' || i, 'c' || i || '@example.org', 'DE', NULL"
            + " FROM generate_series(1, 50) i",
        "INSERT INTO products SELECT i, 'product ' || i, i * 1.25 FROM generate_series(1, 20) i",
        "INSERT INTO orders SELECT i, 1 + i % 60, 'new', i * 0.5 FROM generate_series(1, 500) i",
        "INSERT INTO order_items SELECT 1 + i % 500, i / 500, i % 25, i % 7"
            + " FROM generate_series(0, 1499) i");
  }
}
