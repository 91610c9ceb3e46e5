package io.millrace.proof.real;

import io.millrace.end.TestPipeline;
import io.millrace.proof.real.Step.Sql;
import io.millrace.proof.real.Step.UntilPublished;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A table of rows that nothing compresses, and a session that changes all of them again and again:
 * each time more than the sink may let wait for a checkpoint at its least, so that it inserts
 * early.
 */
final class Ballast {

  /** The least that the sink takes. */
  private static final String ROOM = "1mb";

  private static final int ROWS = 400;

  /** Of 32 letters. */
  private static final int HASHES_OF_A_ROW = 100;

  private static final int MOST_TRANSACTIONS = 8;

  private Ballast() {}

  /** Into a database that is empty yet. */
  static void create(TestPipeline pipeline) {
    pipeline.sql("CREATE TABLE ballast (id bigint PRIMARY KEY, noise text NOT NULL)");
    pipeline.copy("ballast").maxPendingBytes(ROOM);
  }

  /** Begins when the first load is over, in which nothing may be early and this would not fit. */
  static List<Work> session(Random random) {
    List<Work> session = new ArrayList<>();
    for (int left = 3 + random.nextInt(MOST_TRANSACTIONS - 2); left > 0; left--) {
      List<Step> steps = new ArrayList<>();
      steps.add(new UntilPublished());
      if (random.nextInt(3) == 0) {
        steps.add(new Sql("DELETE FROM ballast WHERE id % 5 = " + random.nextInt(5), false));
      }
      steps.add(new Sql(fill(random.nextInt()), false));
      session.add(new Work(steps, random.nextInt(10) > 0));
    }
    return session;
  }

  private static String fill(int salt) {
    return """
        INSERT INTO ballast
        SELECT id, (SELECT string_agg(md5(id || ' ' || i || ' %d'), '') FROM generate_series(1, %d) i)
        FROM generate_series(1, %d) id
        ON CONFLICT (id) DO UPDATE SET noise = excluded.noise"""
        .formatted(salt, HASHES_OF_A_ROW, ROWS);
  }
}
