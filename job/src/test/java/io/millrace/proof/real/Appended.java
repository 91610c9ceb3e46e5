package io.millrace.proof.real;

import io.millrace.end.TestPipeline;
import io.millrace.proof.history.Reference;
import io.millrace.proof.real.Step.Copy;
import io.millrace.proof.real.Step.Pause;
import io.millrace.proof.real.Step.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A table without a key, many of whose rows are equal, that refers to the first table of a
 * scenario; and a session that adds to it, and empties it now and then.
 */
final class Appended {

  private static final int MOST_TRANSACTIONS = 20;
  private static final int MOST_ROWS = 8;
  private static final int MOST_AT_FIRST = 1_500;
  private static final int BULK = 300;
  private static final int LONGEST_PAUSE_MILLIS = 100;

  private final RealTable dimension;
  private final Random random;
  private final RowText text;

  /** What its reference looks like to {@link RowText}: to the key, by columns of the same names. */
  private final Reference reference;

  private Appended(RealScenario scenario, Random random, int keys) {
    dimension = scenario.tables().get(0);
    this.random = random;
    text = new RowText(random, keys);
    List<String> key = dimension.table().key();
    reference = new Reference(key, 0, key);
  }

  /** By a random of its own, so that the rest of a seed is what it was before there was this. */
  static boolean isIn(long seed) {
    return random(seed).nextInt(3) == 0;
  }

  private static Random random(long seed) {
    return new Random(~seed * 0x9E3779B97F4A7C15L);
  }

  /** Into a database that has the scenario's tables and no rows. */
  static void create(TestPipeline pipeline, RealScenario scenario, long seed) {
    new Appended(scenario, random(seed), 1).create(pipeline);
  }

  private void create(TestPipeline pipeline) {
    List<String> columns = new ArrayList<>();
    List<String> equal = new ArrayList<>();
    for (String column : dimension.table().key()) {
      columns.add(column + " " + dimension.type(column).sql);
      equal.add("t." + column + " = e." + column);
    }
    pipeline.sql(
        "CREATE TABLE appended (%s, note text, amount numeric)"
            .formatted(String.join(", ", columns)),
        "INSERT INTO appended (note, amount) SELECT 'first ' || g %% 7, g %% 3 FROM generate_series(1, %d) g"
            .formatted(random.nextInt(MOST_AT_FIRST)));
    pipeline.table(
        "appended_joined",
        "SELECT e._commit_lsn, e._commit_ordinal, e.note, e.amount, t.%s AS k, t.v0 AS v FROM appended e %s JOIN %s t ON %s"
            .formatted(
                dimension.table().key().get(0),
                random.nextInt(3) == 0 ? "INNER" : "LEFT",
                dimension.name(),
                String.join(" AND ", equal)));
    if (random.nextBoolean()) {
      pipeline.table("appended", "SELECT _commit_lsn, _commit_ordinal, * FROM appended");
    }
  }

  /**
   * @param keys of the first table, about
   */
  static List<Work> session(RealScenario scenario, long seed, int keys) {
    return new Appended(scenario, new Random(random(seed).nextLong()), keys).session();
  }

  private List<Work> session() {
    List<Work> session = new ArrayList<>();
    for (int left = 5 + random.nextInt(MOST_TRANSACTIONS - 4); left > 0; left--) {
      List<Step> steps = new ArrayList<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        steps.addAll(change());
      }
      session.add(new Work(steps, random.nextInt(8) > 0));
    }
    return session;
  }

  private List<Step> change() {
    return switch (random.nextInt(12)) {
      case 0 -> List.of(new Sql("TRUNCATE appended", false), insert());
      case 1 -> List.of(new Sql("TRUNCATE appended, " + dimension.name() + " CASCADE", false));
      case 2 -> undone();
      case 3 -> List.of(many());
      case 4, 5 -> List.of(copy());
      case 6 -> List.of(insert(), new Pause(1 + random.nextInt(LONGEST_PAUSE_MILLIS)));
      default -> List.of(insert());
    };
  }

  private Step insert() {
    List<String> rows = new ArrayList<>();
    for (int i = 1 + random.nextInt(MOST_ROWS); i > 0; i--) {
      rows.add("(" + literals() + ")");
    }
    return new Sql("INSERT INTO appended VALUES " + String.join(", ", rows), false);
  }

  private Step copy() {
    List<String> lines = new ArrayList<>();
    for (int i = 1 + random.nextInt(MOST_ROWS); i > 0; i--) {
      lines.add(
          String.join("\t", row().stream().map(value -> value == null ? "\\N" : value).toList()));
    }
    return new Copy("appended", lines);
  }

  /** Equal rows that refer to one row. */
  private Step many() {
    return new Sql(
        "INSERT INTO appended SELECT %s FROM generate_series(1, %d)"
            .formatted(literals(), 1 + random.nextInt(BULK)),
        false);
  }

  private List<Step> undone() {
    return List.of(
        new Sql("SAVEPOINT undone", false),
        insert(),
        new Sql("ROLLBACK TO undone", false),
        insert());
  }

  private String literals() {
    return String.join(", ", row().stream().map(RowText::literal).toList());
  }

  /** Few different values, so that rows are equal; sometimes one refers to nothing. */
  private List<String> row() {
    List<String> row = new ArrayList<>(text.reference(dimension, reference).values());
    if (random.nextInt(10) == 0) {
      row.replaceAll(value -> null);
    }
    row.add(random.nextInt(4) == 0 ? null : "n" + random.nextInt(3));
    row.add(random.nextInt(4) == 0 ? null : random.nextInt(2) + ".50");
    return row;
  }
}
