package io.millrace.proof.real;

import io.millrace.proof.real.Step.Copy;
import io.millrace.proof.real.Step.Pause;
import io.millrace.proof.real.Step.Sql;
import io.millrace.proof.real.Step.UntilPublished;
import io.millrace.proof.real.Step.UntilReading;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/** Does its transactions one after the other, on a thread and a connection of its own. */
final class Session implements Runnable {

  private static final long SNAPSHOT_SECONDS = 20;

  /** Class of constraints that would be violated. */
  private static final String TAKEN = "23";

  /** Deadlock, or no lock in time: the transaction is given up. */
  private static final Set<String> LOST = Set.of("40P01", "55P03", "40001");

  private final Connection sql;
  private final List<Work> work;
  private final Pace pace;

  /**
   * @param sql is closed at the end
   */
  Session(Connection sql, List<Work> work, Pace pace) {
    this.sql = sql;
    this.work = work;
    this.pace = pace;
  }

  @Override
  public void run() {
    try (sql;
        Statement statement = sql.createStatement()) {
      statement.execute("SET lock_timeout = '1s'");
      statement.execute("SET deadlock_timeout = '50ms'");
      sql.setAutoCommit(false);
      for (Work next : work) {
        pace.awaitTurn();
        transaction(next, statement);
        pace.done();
      }
    } catch (SQLException | IOException e) {
      pace.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void transaction(Work next, Statement statement)
      throws SQLException, IOException, InterruptedException {
    for (Step step : next.steps()) {
      if (!isDone(step, statement)) {
        sql.rollback();
        return;
      }
    }
    if (next.commits()) {
      sql.commit();
    } else {
      sql.rollback();
    }
  }

  private boolean isDone(Step step, Statement statement)
      throws SQLException, IOException, InterruptedException {
    if (step instanceof Pause pause) {
      Thread.sleep(pause.millis());
    } else if (step instanceof UntilReading) {
      return pace.awaitReading(SNAPSHOT_SECONDS, TimeUnit.SECONDS);
    } else if (step instanceof UntilPublished) {
      return pace.awaitPublished(SNAPSHOT_SECONDS, TimeUnit.SECONDS);
    } else if (step instanceof Copy copy) {
      return isDone(statement, true, () -> copyIn(copy));
    } else if (step instanceof Sql text) {
      return isDone(statement, text.alone(), () -> statement.execute(text.text()));
    }
    return true;
  }

  private void copyIn(Copy copy) throws SQLException, IOException {
    sql.unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "COPY " + copy.into() + " FROM STDIN",
            new StringReader(String.join("\n", copy.lines()) + "\n"));
  }

  /** Talks to Postgres. */
  private interface Talk {
    void run() throws SQLException, IOException;
  }

  /** Keys that are taken, rows that are referred to: that is Postgres's business. */
  private static boolean isDone(Statement statement, boolean alone, Talk talk)
      throws SQLException, IOException {
    if (alone) {
      statement.execute("SAVEPOINT alone");
    }
    try {
      talk.run();
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!state.startsWith(TAKEN) && !LOST.contains(state)) {
        throw e;
      }
      if (alone && state.startsWith(TAKEN)) {
        statement.execute("ROLLBACK TO alone");
        return true;
      }
      return false;
    }
    if (alone) {
      statement.execute("RELEASE alone");
    }
    return true;
  }
}
