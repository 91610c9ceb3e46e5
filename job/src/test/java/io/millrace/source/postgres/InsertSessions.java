package io.millrace.source.postgres;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sessions that insert rows, in short and long transactions. */
final class InsertSessions implements AutoCloseable {

  private final List<CompletableFuture<Void>> sessions;
  private volatile boolean closed;

  InsertSessions(TestPostgres.Database database) {
    sessions =
        List.of(
            CompletableFuture.runAsync(() -> insert(database, 1, 1)),
            CompletableFuture.runAsync(() -> insert(database, 10, 40)));
  }

  private void insert(TestPostgres.Database database, int statements, long pauseMillis) {
    try (Connection sql = database.connect();
        Statement statement = sql.createStatement()) {
      sql.setAutoCommit(false);
      for (int i = 0; !closed; i++) {
        for (int left = statements; left > 0; left--) {
          statement.execute(KeylessTableITCase.INSERT.formatted(1 + i % 3));
          Thread.sleep(pauseMillis);
        }
        if (i % 5 == 4) {
          sql.rollback();
        } else {
          sql.commit();
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    sessions.forEach(CompletableFuture::join);
  }
}
