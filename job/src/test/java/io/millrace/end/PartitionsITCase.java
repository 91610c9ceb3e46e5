package io.millrace.end;

import org.junit.jupiter.api.Test;

/** A partitioned table as facts and as a dimension, a partition as a table of its own. */
class PartitionsITCase {

  private static final String[] TABLES = {
    """
    CREATE TABLE sales (
      id bigint, day date NOT NULL, region text NOT NULL, amount numeric(10,2), PRIMARY KEY (id, day))
      PARTITION BY RANGE (day)
    """,
    "CREATE TABLE sales_1 PARTITION OF sales FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
    "CREATE TABLE sales_2 PARTITION OF sales FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
    "CREATE TABLE regions (name text PRIMARY KEY, label text) PARTITION BY LIST (name)",
    "CREATE TABLE regions_n PARTITION OF regions FOR VALUES IN ('n')",
    "CREATE TABLE regions_rest PARTITION OF regions DEFAULT",
    "INSERT INTO regions VALUES ('n', 'North'), ('s', 'South'), ('e', 'East')",
    "INSERT INTO sales SELECT i, date '2026-01-01' + i % 59, substr('nsew', 1 + i % 4, 1), i"
        + " FROM generate_series(1, 2000) i"
  };

  @Test
  void asOneTable() throws Exception {
    TestPipeline pipeline =
        new TestPipeline(TestServers.get())
            .table(
                "sales_fact",
                "SELECT s.id, s.day, s.amount, r.label FROM sales s"
                    + " LEFT JOIN regions r ON r.name = s.region");
    pipeline.sql(TABLES);
    RunningJob job = RunningJob.start(pipeline, 2);
    try {
      pipeline.awaitPublished();
      pipeline.assertEqual();

      pipeline.sql(
          "UPDATE sales SET day = day + 31 WHERE day < '2026-01-20' AND id % 3 = 0",
          "UPDATE regions SET name = 'w' WHERE name = 'n'",
          "UPDATE regions SET label = 'east' WHERE name = 'e'",
          "DELETE FROM sales WHERE id % 7 = 0");
      pipeline.awaitPublished();
      pipeline.assertEqual();

      String savepoint = job.stopWithSavepoint();
      pipeline.sql(
          "CREATE TABLE sales_3 PARTITION OF sales FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
          "UPDATE sales SET day = '2026-03-05' WHERE id % 5 = 0");
      job = RunningJob.start(pipeline, 3, savepoint);
      pipeline.awaitPublished();
      pipeline.assertEqual();

      pipeline.transaction(
          "TRUNCATE regions",
          "INSERT INTO regions VALUES ('n', 'north again')",
          "DELETE FROM sales WHERE day > '2026-03-01'");
      pipeline.awaitPublished();
      pipeline.assertEqual();
      pipeline.sql("TRUNCATE sales", "INSERT INTO sales VALUES (1, '2026-03-03', 'n', 1)");
      pipeline.awaitPublished();
      pipeline.assertEqual();
    } finally {
      job.close();
    }
  }

  @Test
  void aPartitionOfItsOwn() throws Exception {
    TestPipeline pipeline =
        new TestPipeline(TestServers.get()).table("sales_2", "SELECT id, day, amount FROM sales_2");
    pipeline.sql(TABLES);
    RunningJob job = RunningJob.start(pipeline, 2);
    try {
      pipeline.awaitPublished();
      pipeline.assertEqual();
      pipeline.sql(
          "UPDATE sales SET day = day + 31 WHERE day < '2026-01-20'",
          "UPDATE sales SET day = day - 31 WHERE id % 2 = 0 AND day > '2026-02-03'",
          "DELETE FROM sales WHERE id % 7 = 0");
      pipeline.awaitPublished();
      pipeline.assertEqual();
      pipeline.sql("TRUNCATE sales");
      pipeline.sql("INSERT INTO sales VALUES (1, '2026-02-03', 'n', 1)");
      pipeline.awaitPublished();
      pipeline.assertEqual();
    } finally {
      job.close();
    }
  }
}
