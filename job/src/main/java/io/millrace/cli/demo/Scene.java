package io.millrace.cli.demo;

import io.millrace.cli.connect.PostgresNames;
import java.util.List;

/**
 * One change of the demo and the rows that show it.
 *
 * @param title what happens
 * @param change statements of one transaction in Postgres
 * @param shows a query of ClickHouse
 */
record Scene(String title, String change, String shows) {

  private static final String ORDERS =
      "SELECT order_id, customer_id, customer_name, customer_country, status, total\n"
          + "FROM order_fact_current WHERE %s ORDER BY order_id";

  /** A customer with its orders, as the facts show it. */
  static final String CUSTOMER = ORDERS.formatted("customer_id = 7");

  /** Each can be played again and again. */
  static List<Scene> all(ShopDatabase shop) {
    return List.of(
        new Scene(
            "A customer changes her name: each of her orders follows, in one commit",
            "UPDATE customers SET name = %s WHERE id = 7;".formatted(otherName(shop)),
            CUSTOMER),
        new Scene(
            "An order moves to another customer",
            "UPDATE orders SET customer_id = 1001 - customer_id WHERE id = 100;",
            ORDERS.formatted("order_id = 100")),
        new Scene(
            "A new customer and its first order, in one transaction: never one without the other",
            """
            INSERT INTO customers VALUES (5001, 'Nadia Newcomer', 'nadia@example.com', 'SE')
              ON CONFLICT DO NOTHING;
            INSERT INTO orders
              SELECT greatest(max(id), 9000) + 1, 5001, 'new', 49.90, now() FROM orders;""",
            ORDERS.formatted("customer_id = 5001")),
        new Scene(
            "An order is deleted, and with it its items",
            "DELETE FROM orders WHERE id = (SELECT min(id) FROM orders WHERE id >= 200);",
            "SELECT count() AS orders, (SELECT count() FROM order_item_fact_current) AS items\n"
                + "FROM order_fact_current"),
        new Scene(
            "A price changes; the long description beside it is not in the log (TOAST), and stays",
            "UPDATE products SET price = price + 1 WHERE id = 10;",
            "SELECT id, name, price, length(description) AS description_length\n"
                + "FROM products_current WHERE id = 10"));
  }

  private static String otherName(ShopDatabase shop) {
    String married = "Chiara Lindqvist";
    String name = shop.text("SELECT name FROM customers WHERE id = 7");
    return PostgresNames.literal(married.equals(name) ? "Chiara Ueda" : married);
  }
}
