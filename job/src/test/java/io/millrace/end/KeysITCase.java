package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tables whose rows are told apart by something else than a primary key. */
class KeysITCase {

  @Test
  void anIndexAsReplicaIdentityAndTheWholeRow() throws Exception {
    TestPipeline pipeline =
        new TestPipeline(TestServers.get())
            .table(
                "indexed_fact",
                "SELECT i.a, i.b, i.v, w.name, c.label FROM indexed i"
                    + " LEFT JOIN whole w ON w.x = i.x LEFT JOIN coded c ON c.id = i.coded")
            .table(
                "whole_fact",
                "SELECT w.x, w.name, i.v FROM whole w"
                    + " LEFT JOIN indexed i ON i.b = w.name AND i.a = w.a")
            .table("coded", "SELECT * FROM coded");
    pipeline.sql(
        "CREATE TABLE indexed (v text, b varchar(40) NOT NULL, x bigint, coded int, a int NOT NULL)",
        "CREATE UNIQUE INDEX the_key ON indexed (a, b)",
        "ALTER TABLE indexed REPLICA IDENTITY USING INDEX the_key",
        "CREATE TABLE whole (name text, a int, x bigint NOT NULL UNIQUE, note text UNIQUE)",
        "ALTER TABLE whole REPLICA IDENTITY FULL",
        "CREATE TABLE coded (id int PRIMARY KEY, code text NOT NULL UNIQUE, label text)",
        "ALTER TABLE coded REPLICA IDENTITY USING INDEX coded_code_key",
        "INSERT INTO indexed SELECT 'v' || i, 'b' || i % 10, i % 50, i % 20, i"
            + " FROM generate_series(1, 200) i",
        "INSERT INTO whole SELECT 'b' || i % 10, i, i, NULL FROM generate_series(1, 60) i",
        "INSERT INTO coded SELECT i, 'code ' || i, 'label ' || i FROM generate_series(1, 15) i");
    RunningJob job = RunningJob.start(pipeline, 2);
    try {
      pipeline.awaitPublished();
      pipeline.assertEqual();

      pipeline.sql(
          "UPDATE indexed SET v = 'changed' WHERE a % 3 = 0",
          "UPDATE indexed SET a = a + 1000 WHERE a % 7 = 0",
          "UPDATE indexed SET b = b || '!', x = x + 1 WHERE a % 11 = 0",
          "DELETE FROM indexed WHERE a % 13 = 0",
          "UPDATE whole SET name = name || '?' WHERE x % 4 = 0",
          "UPDATE whole SET x = x + 500 WHERE x % 5 = 0",
          "DELETE FROM whole WHERE x % 6 = 0",
          "UPDATE coded SET code = code || '!' WHERE id % 2 = 0",
          "UPDATE coded SET id = id + 100 WHERE id % 3 = 0",
          "DELETE FROM coded WHERE id = 5",
          "INSERT INTO coded VALUES (5, 'code 5', 'again')");
      pipeline.awaitPublished();
      pipeline.assertEqual();

      String savepoint = job.stopWithSavepoint();
      pipeline.sql("UPDATE whole SET name = 'b1' WHERE x < 20", "TRUNCATE coded");
      job = RunningJob.start(pipeline, 3, savepoint);
      pipeline.sql("INSERT INTO coded SELECT i, 'c' || i, 'l' FROM generate_series(1, 9) i");
      pipeline.awaitPublished();
      pipeline.assertEqual();
      assertThat(pipeline.clickhouse("SELECT count() > 0 FROM {db}.indexed_fact WHERE a > 1000"))
          .isEqualTo("1");
    } finally {
      job.close();
    }
  }

  @Test
  void withoutAnyKeyItIsRefused() {
    TestPipeline pipeline =
        new TestPipeline(TestServers.get()).table("appended", "SELECT * FROM appended");
    pipeline.sql(
        "CREATE TABLE appended (at timestamptz, v text UNIQUE)",
        "ALTER TABLE appended REPLICA IDENTITY FULL");
    assertThatThrownBy(() -> RunningJob.start(pipeline, 1))
        .hasMessageContaining("table public.appended has no primary key")
        .hasMessageContaining("its replica identity, FULL, has no other key")
        .hasMessageContaining("REPLICA IDENTITY USING INDEX");
  }
}
