package io.millrace.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.RunningJob;
import io.millrace.end.ShopSchema;
import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import io.millrace.proof.oracle.Oracle.Inserts;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle finds all well where it is, and whatever is planted into a table, by its key. */
class OracleITCase {

  /** What was the newest version of order 5 at the second commit that changed it, of three. */
  private static final String SUPERSEDED = "order_id = 5 AND status = 'second'";

  private static TestPipeline shop;
  private static Oracle oracle;

  @BeforeAll
  static void run() throws Exception {
    shop = ShopSchema.targets(new TestPipeline(TestServers.get()).checkpointInterval("200ms"));
    ShopSchema.create(shop);
    oracle = Oracle.install(shop.pipeline());
    try (RunningJob job = RunningJob.start(shop, 2)) {
      shop.awaitPublished();
      for (String status : new String[] {"first", "second", "third"}) {
        shop.sql("UPDATE orders SET status = '" + status + "' WHERE id IN (5, 6, 7)");
        shop.awaitPublished();
      }
      shop.transaction("TRUNCATE order_items", "DELETE FROM orders WHERE id = 8");
      shop.transaction("UPDATE customers SET id = 9000 WHERE id = 9");
      shop.awaitPublished();
      shop.sql("INSERT INTO orders VALUES (8, 9000, 'back', 1)");
      shop.awaitPublished();
    }
    clickHouse("CREATE TABLE {db}.saved AS {db}.order_fact");
    clickHouse("ALTER TABLE {db}.saved ATTACH PARTITION ALL FROM {db}.order_fact");
    clickHouse("CREATE TABLE {db}.saved_commits AS {db}._millrace_commits");
    clickHouse("ALTER TABLE {db}.saved_commits ATTACH PARTITION ALL FROM {db}._millrace_commits");
  }

  @AfterAll
  static void stop() throws SQLException {
    oracle.close();
  }

  @BeforeEach
  void restore() {
    clickHouse("ALTER TABLE {db}.order_fact REPLACE PARTITION tuple() FROM {db}.saved");
    clickHouse(
        "ALTER TABLE {db}._millrace_commits REPLACE PARTITION tuple() FROM {db}.saved_commits");
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() throws SQLException {
    Judgement judgement = oracle.checkAtRest(Inserts.WITH_THEIR_COMMIT);

    assertThat(judgement.findings()).isEmpty();
    assertThat(judgement.tally().commits).isGreaterThan(5);
    assertThat(judgement.tally().rows).isGreaterThan(1000);
    assertThat(judgement.tally().versions).isGreaterThan(500);
    assertThat(judgement.tally().transactions).isGreaterThan(5);
  }

  @Test
  void aChangedValue() throws SQLException {
    change("status = 'corrupt'", "order_id = 5 AND status = 'third'");

    assertFound(
        "key (5): different in status", "status: Postgres third, ClickHouse corrupt", "order_fact");
  }

  /** In the last commit it no longer shows. */
  @Test
  void aChangedValueThatWasReplacedLater() throws SQLException {
    change("status = 'corrupt'", SUPERSEDED);

    assertFound("key (5): different in status", "Postgres second, ClickHouse corrupt");
    assertThat(oracle.check(Inserts.WITH_THEIR_COMMIT, 1_000_000).findings())
        .as("the last commit only")
        .isEmpty();
  }

  @Test
  void aRowThatIsMissing() throws SQLException {
    clickHouse(
        "ALTER TABLE {db}.order_fact DELETE WHERE order_id = 17 SETTINGS mutations_sync = 2");

    assertFound("key (17): missing", "Postgres [(order_id=17, ");
  }

  @Test
  void aRowTooMany() throws SQLException {
    insert("* REPLACE (123456 AS order_id)", "order_id = 17");

    assertFound("key (123456): extra", "ClickHouse [(order_id=123456, ");
  }

  @Test
  void aVersionThatIsThereTwice() throws SQLException {
    insert("*", SUPERSEDED);

    assertFound("key [5] version", "it is there twice");
  }

  /** Rightly in the end, but one commit late. */
  @Test
  void aVersionInTheNextCommit() throws SQLException {
    String next = "(SELECT _version FROM {db}.saved WHERE order_id = 5 AND status = 'third') - 1";
    insert("* REPLACE (" + next + " AS _version)", SUPERSEDED);
    clickHouse(
        "ALTER TABLE {db}.order_fact DELETE WHERE "
            + SUPERSEDED
            + " AND _version IN (SELECT _version FROM {db}.saved) SETTINGS mutations_sync = 2");

    assertFound("key (5): different in status", "Postgres second, ClickHouse first");
  }

  @Test
  void aRowInsertedAfterTheCommitThatHasIt() throws SQLException {
    change("_inserted_at = _inserted_at + toIntervalSecond(100)", SUPERSEDED);

    assertFound("key [5] version", "it was inserted after the commit of checkpoint");
  }

  @Test
  void aRowInsertedBeforeItsCommitBegan() throws SQLException {
    change("_inserted_at = _inserted_at - toIntervalSecond(100)", SUPERSEDED);

    assertFound("key [5] version", "it was inserted before the commit of checkpoint");
  }

  @Test
  void anOlderVersionAfterANewerOne() throws SQLException {
    insert(
        "* REPLACE (_version + 2 AS _version, now64(6) AS _inserted_at)",
        "order_id = 5 AND status = 'first'");

    assertFound("key [5] version", "it came after the newer key [5]");
  }

  @Test
  void earlyRowsAreInOrderUntilTheJobFails() throws SQLException {
    change("_inserted_at = _inserted_at - toIntervalSecond(100)", SUPERSEDED);

    assertFound(Inserts.EARLY, "key [5] version", "it came after the newer key [5]");
    assertThat(oracle.check(Inserts.EARLY_AND_LEFT).findings()).isEmpty();
  }

  /** A job that failed may have left the third; nobody sees the second then. */
  @Test
  void aVersionIsLeftOutOnlyWhereALaterOneShows() throws SQLException {
    clickHouse(
        "ALTER TABLE {db}.order_fact DELETE WHERE " + SUPERSEDED + " SETTINGS mutations_sync = 2");
    assertFound(Inserts.EARLY_AND_LEFT, "key (5): different in status", "ClickHouse first");

    change(
        "_inserted_at = _inserted_at - toIntervalSecond(100)", "order_id = 5 AND status = 'third'");
    assertThat(oracle.check(Inserts.EARLY_AND_LEFT).findings()).isEmpty();
    assertFound(Inserts.EARLY, "key (5): different in status", "ClickHouse first");
  }

  @Test
  void aVersionIsThereAgainOnlyWhereThatIsAllowed() throws SQLException {
    insert("*", SUPERSEDED);

    assertFound(Inserts.EARLY_AND_LEFT, "key [5] version", "it is there twice");
    assertThat(oracle.check(Inserts.EARLY_AND_AGAIN).findings()).isEmpty();
  }

  @Test
  void aVersionThatIsThereAgainIsTheSame() throws SQLException {
    insert("* REPLACE ('corrupt' AS status)", SUPERSEDED);

    assertFound(Inserts.EARLY_AND_AGAIN, "key [5] version", "it is another row in");
  }

  @Test
  void aVersionWhereNoTransactionIs() throws SQLException {
    String elsewhere = "_version + bitShiftLeft(toUInt128(1), 64)";
    insert("* REPLACE (" + elsewhere + " AS _version)", "order_id = 5 AND status = 'third'");

    assertFound("key [5] version", "no transaction committed there");
  }

  @Test
  void commitsThatAreRepeatedOrGoBack() throws SQLException {
    clickHouse(
        "INSERT INTO {db}._millrace_commits SELECT * REPLACE (now64(6) AS _inserted_at) FROM {db}.saved_commits"
            + " ORDER BY checkpoint_id LIMIT 1 SETTINGS insert_deduplicate = 0");

    assertFound("is published twice", "goes back behind");
  }

  private static void assertFound(String... parts) throws SQLException {
    assertFound(Inserts.WITH_THEIR_COMMIT, parts);
  }

  private static void assertFound(Inserts inserts, String... parts) throws SQLException {
    Judgement judgement = oracle.check(inserts);
    assertThat(judgement.isSound()).isFalse();
    assertThat(judgement.toString()).contains(parts);
  }

  private static void change(String assignment, String condition) {
    clickHouse(
        "ALTER TABLE {db}.order_fact UPDATE "
            + assignment
            + " WHERE "
            + condition
            + " SETTINGS mutations_sync = 2");
  }

  private static void insert(String columns, String condition) {
    clickHouse(
        "INSERT INTO {db}.order_fact SELECT "
            + columns
            + " FROM (SELECT * FROM {db}.saved WHERE "
            + condition
            + ") SETTINGS insert_deduplicate = 0");
  }

  private static void clickHouse(String statement) {
    shop.clickhouse(statement);
  }
}
