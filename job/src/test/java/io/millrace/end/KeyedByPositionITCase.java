package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.verify.Verification;
import io.millrace.cli.verify.VerificationResult;
import org.junit.jupiter.api.Test;

/** A table without a key, alone and joined with one that has one: from Postgres to ClickHouse. */
class KeyedByPositionITCase {

  @Test
  void equalRowsStayAsManyAsTheyAre() throws Exception {
    TestPipeline pipeline =
        new TestPipeline(TestServers.get())
            .table("seen", "SELECT _commit_lsn, _commit_ordinal, * FROM seen")
            .table(
                "seen_fact",
                "SELECT c.name, s.what, s._commit_lsn AS at, s._commit_ordinal AS place FROM seen s"
                    + " LEFT JOIN customers c ON c.id = s.customer");
    pipeline.sql(
        "CREATE TABLE customers (id int PRIMARY KEY, name text)",
        "CREATE TABLE seen (customer int, what text, at timestamptz)",
        "INSERT INTO customers SELECT i, 'c' || i FROM generate_series(1, 5) i",
        "INSERT INTO seen SELECT i % 7, 'alike', '2026-01-01Z' FROM generate_series(1, 3000) i");
    RunningJob job = RunningJob.start(pipeline, 2);
    try {
      pipeline.awaitPublished();
      assertSame(pipeline, 3000);

      pipeline.transaction(
          "INSERT INTO seen SELECT 1, 'alike', '2026-01-01Z' FROM generate_series(1, 40)",
          "UPDATE customers SET name = name || '!' WHERE id IN (1, 2)",
          "DELETE FROM customers WHERE id = 3",
          "INSERT INTO seen VALUES (3, NULL, NULL), (3, NULL, NULL), (6, '', now())",
          "INSERT INTO customers VALUES (6, 'new')");
      pipeline.awaitPublished();
      assertSame(pipeline, 3043);

      String savepoint = job.stopWithSavepoint();
      pipeline.sql("INSERT INTO seen SELECT 2, 'meanwhile', NULL FROM generate_series(1, 10)");
      job = RunningJob.start(pipeline, 3, savepoint);
      pipeline.awaitPublished();
      assertSame(pipeline, 3053);

      pipeline.transaction(
          "TRUNCATE seen", "INSERT INTO seen VALUES (1, 'a', NULL), (1, 'a', NULL)");
      pipeline.awaitPublished();
      assertSame(pipeline, 2);
    } finally {
      job.close();
    }
  }

  /** In three ways: as any test does, by {@code verify}, and by counting what is alike. */
  private static void assertSame(TestPipeline pipeline, int rows) {
    pipeline.assertEqual();
    VerificationResult result = Verification.run(pipeline.pipeline());
    assertThat(result.isExact()).as("%s", result).isTrue();
    String postgres =
        pipeline.ask(
            "SELECT string_agg(line, ' ' ORDER BY line COLLATE \"C\") FROM (SELECT concat(count(*),"
                + " ':', coalesce(name, '-'), ':', coalesce(what, '-')) AS line FROM seen s"
                + " LEFT JOIN customers c ON c.id = s.customer GROUP BY name, what) lines");
    String clickhouse =
        pipeline.clickhouse(
            "SELECT arrayStringConcat(arraySort(groupArray(line)), ' ') FROM (SELECT"
                + " concat(toString(count()), ':', ifNull(name, '-'), ':', ifNull(what, '-')) AS line"
                + " FROM {db}.seen_fact_current GROUP BY name, what)");
    assertThat(clickhouse).isEqualTo(postgres);
    assertThat(pipeline.clickhouse("SELECT count() FROM {db}.seen_current"))
        .isEqualTo(Integer.toString(rows));
  }
}
