package io.millrace.cli.demo;

import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.pipeline.Pipeline;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.sink.clickhouse.schema.Definitions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A shop with customers in it: orders come, are paid and shipped, people move. */
final class LiveShop {

  private static final long PAUSE_MILLIS = 50;
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final String ORDER =
      """
      WITH o AS (
        INSERT INTO orders SELECT greatest(max(id), 10000) + 1, 1 + (random() * 999)::int, 'new', 0, now() FROM orders
        RETURNING id
      ), i AS (
        INSERT INTO order_items
        SELECT (SELECT max(id) FROM order_items) + row_number() OVER (), o.id, p.id, 1 + (random() * 3)::int, p.price
        FROM o, products p WHERE p.id IN (1 + (random() * 199)::int, 1 + (random() * 199)::int)
        RETURNING 1
      )
      SELECT count(*) FROM i""";

  private static final List<String> CHANGES =
      List.of(
          ORDER,
          ORDER,
          step("new", "paid"),
          step("paid", "packed"),
          step("packed", "shipped"),
          step("shipped", "delivered"),
          "UPDATE customers SET country = (ARRAY['DE','FR','IT','ES','PL','SE'])[1 + (random() * 5)::int]"
              + " WHERE id = 1 + (random() * 999)::int",
          "UPDATE products SET price = price + 0.10 WHERE id = 1 + (random() * 199)::int");

  private final ShopDatabase shop;
  private final ClickHouseAccess clickHouse;
  private final Pipeline pipeline;
  private final DemoScreen screen;
  private final RandomGenerator random = new SecureRandom();

  LiveShop(ShopDatabase shop, ClickHouseAccess clickHouse, Pipeline pipeline, DemoScreen screen) {
    this.shop = shop;
    this.clickHouse = clickHouse;
    this.pipeline = pipeline;
    this.screen = screen;
  }

  private static String step(String from, String to) {
    return "UPDATE orders SET status = '%s' WHERE id = (SELECT max(id) FROM orders WHERE status = '%s')"
        .formatted(to, from);
  }

  /** Until the process ends. */
  void run() {
    screen.step("Business goes on until Ctrl-C; the job goes on after it");
    long changes = 0;
    long reported = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      shop.execute(CHANGES.get(random.nextInt(CHANGES.size())));
      changes++;
      if (System.nanoTime() - reported > REPORT_NANOS) {
        report(changes);
        reported = System.nanoTime();
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void report(long changes) {
    String age =
        clickHouse
            .ask(
                "SELECT round(date_diff('millisecond', max(commit_time), now64(6)) / 1000, 1) FROM "
                    + Sql.qualified(pipeline.clickhouse().database(), Definitions.COMMITS))
            .strip();
    screen.line(
        "%,d transactions so far; %s orders; ClickHouse shows the shop of %s s ago"
            .formatted(changes, shop.text("SELECT count(*) FROM orders"), age));
  }
}
