package io.millrace.end;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes the shop without pause, from a few sessions at once: single rows and many, moves,
 * renames, deletes and re-inserts, rollbacks, transactions that overlap. Random by a seed; what
 * really committed only Postgres knows.
 */
public final class ShopLoad implements AutoCloseable {

  private final TestPipeline shop;
  private final List<Thread> sessions = new ArrayList<>();
  private final AtomicLong transactions = new AtomicLong();
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  public ShopLoad(TestPipeline shop, long seed, int count, int pauseMillis) {
    this.shop = shop;
    for (int i = 0; i < count; i++) {
      Random random = new Random(seed + i);
      Thread session = new Thread(() -> run(random, pauseMillis), "load-" + i);
      session.start();
      sessions.add(session);
    }
  }

  public long transactions() {
    return transactions.get();
  }

  /** Goes on when Postgres is back, should it go away. */
  private void run(Random random, int pauseMillis) {
    while (!stopped) {
      try (Connection sql = shop.connect();
          Statement statement = sql.createStatement()) {
        sql.setAutoCommit(false);
        while (!stopped) {
          transaction(random, sql, statement);
          Thread.sleep(random.nextInt(pauseMillis));
        }
      } catch (SQLException e) {
        awaitPostgres(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void awaitPostgres(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("08") || state.startsWith("57P")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    } else {
      failure = new IllegalStateException("load", e);
      stopped = true;
    }
  }

  private void transaction(Random random, Connection sql, Statement statement) throws SQLException {
    try {
      int changes = 1 + random.nextInt(5);
      for (int i = 0; i < changes; i++) {
        statement.execute(change(random));
      }
      if (random.nextInt(10) == 0) {
        sql.rollback();
      } else {
        sql.commit();
        transactions.incrementAndGet();
      }
    } catch (SQLException e) {
      // Sessions get in one another's way: a deadlock ends one of them, a key may be taken.
      sql.rollback();
    }
  }

  private static String change(Random random) {
    int order = 1 + random.nextInt(700);
    int customer = 1 + random.nextInt(60);
    return switch (random.nextInt(9)) {
      case 0 -> "UPDATE customers SET name = 'n" + random.nextInt() + "' WHERE id = " + customer;
      case 1 -> "UPDATE orders SET customer_id = " + customer + " WHERE id = " + order;
      case 2 -> "UPDATE orders SET status = 's" + random.nextInt(9) + "' WHERE id = " + order;
      case 3 -> "DELETE FROM orders WHERE id = " + order;
      case 4 ->
          "INSERT INTO orders SELECT i, "
              + customer
              + ", 'bulk', i FROM generate_series("
              + order
              + ", "
              + (order + 30)
              + ") i ON CONFLICT DO NOTHING";
      case 5 -> "DELETE FROM customers WHERE id = " + customer;
      case 6 ->
          "INSERT INTO customers VALUES ("
              + customer
              + ", 'back', NULL, 'FR', NULL)"
              + " ON CONFLICT DO NOTHING";
      case 7 -> "UPDATE order_items SET quantity = quantity + 1 WHERE order_id = " + order;
      default -> "UPDATE products SET price = price + 1 WHERE id = " + random.nextInt(25);
    };
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread session : sessions) {
      session.join();
    }
    if (failure != null) {
      throw failure;
    }
  }
}
