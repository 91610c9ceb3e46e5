package io.millrace.proof.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import io.millrace.proof.oracle.Oracle.Inserts;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The oracle on a table without a key: rows of a snapshot, a transaction, a TRUNCATE with a row
 * behind it. The test publishes in the job's place, a commit after each.
 */
class AppendOnlyOracleITCase {

  private static final String SLOT = "positions";

  private static TestPipeline events;
  private static Oracle oracle;
  private static long snapshot;
  private static long first;
  private static long last;
  private static List<Long> positions;

  @BeforeAll
  static void happen() throws SQLException {
    events =
        new TestPipeline(TestServers.get())
            .table("event", "SELECT _commit_lsn, _commit_ordinal, * FROM events");
    events.sql("CREATE TABLE events (id bigint, note text)");
    oracle = Oracle.install(events.pipeline());
    events.sql("INSERT INTO events VALUES (1, 'a'), (1, 'a'), (2, NULL)");
    snapshot = events.lsn();
    events.sql("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
    events.sql("INSERT INTO events VALUES (1, 'a'), (3, '')");
    first = events.lsn();
    events.sql("BEGIN; INSERT INTO events VALUES (4, 'lost'); TRUNCATE events; COMMIT");
    events.sql("INSERT INTO events VALUES (1, 'a')");
    last = events.lsn();
    positions = positions();
    events.sql("SELECT pg_drop_replication_slot('" + SLOT + "')");
  }

  private static List<Long> positions() throws SQLException {
    String all =
        """
        SELECT string_agg((('x' || encode(substring(data FROM 3 FOR 8), 'hex'))::bit(64)::bigint + 1)::text, ',')
        FROM pg_logical_slot_get_binary_changes('%s', NULL, NULL, 'proto_version', '1', 'publication_names', 'oracle_%s')
        WHERE get_byte(data, 0) = ascii('C')
        """
            .formatted(SLOT, events.name);
    return List.of(events.ask(all).split(",")).stream().map(Long::valueOf).toList();
  }

  @AfterAll
  static void stop() throws SQLException {
    oracle.close();
    events.drop();
  }

  @BeforeEach
  void publish() {
    clickHouse("TRUNCATE TABLE {db}.event");
    clickHouse("TRUNCATE TABLE {db}._millrace_commits");
    insert(snapshot, 0, "1, 'a'");
    insert(snapshot, 1, "1, 'a'");
    insert(snapshot, 2, "2, NULL");
    commit(1, snapshot);
    insert(positions.get(0), 0, "1, 'a'");
    insert(positions.get(0), 2, "3, ''");
    commit(2, first);
    clickHouse(
        "INSERT INTO {db}.event SELECT * REPLACE (bitShiftLeft(toUInt128(%d), 64) + 2 AS _version, 1 AS _is_deleted, now64(6) AS _inserted_at) FROM (SELECT * FROM {db}.event)"
            .formatted(positions.get(1)));
    insert(positions.get(2), 0, "1, 'a'");
    commit(3, last);
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() throws SQLException {
    Judgement judgement = oracle.checkAtRest(Inserts.WITH_THEIR_COMMIT);

    assertThat(judgement.findings()).isEmpty();
    assertThat(positions).hasSize(3);
    assertThat(judgement.tally().commits).isEqualTo(3);
    assertThat(judgement.tally().rows).isEqualTo(3 + 5 + 1);
  }

  @Test
  void aRowThatOneCommitLacks() throws SQLException {
    clickHouse(
        "ALTER TABLE {db}.event DELETE WHERE _commit_lsn = %d AND id = 3 SETTINGS mutations_sync = 2"
            .formatted(positions.get(0)));

    assertThat(oracle.check(Inserts.EARLY).findings())
        .singleElement()
        .asString()
        .contains("commit of checkpoint 2", "row (3, ): missing", "Postgres [(id=3, note=)]");
  }

  @Test
  void aRowThatIsThereOnceMore() throws SQLException {
    insert(positions.get(2), 2, "1, 'a'");

    assertThat(oracle.check(Inserts.EARLY).toString())
        .contains("commit of checkpoint 3", "row (1, a): repeated", "has key [");
  }

  @Test
  void aRowWhereNoTransactionIs() throws SQLException {
    insert(snapshot + 8, 0, "5, 'b'", positions.get(2));

    assertThat(oracle.check(Inserts.EARLY).toString())
        .contains("no transaction committed where its row came")
        .contains("row (5, b): extra");
  }

  @Test
  void aVersionBeforeItsRow() throws SQLException {
    insert(positions.get(2), 2, "5, 'b'", positions.get(0));

    assertThat(oracle.check(Inserts.EARLY).toString()).contains("it is older than its row");
  }

  @Test
  void rowsCannotBeChanged() {
    assertThatThrownBy(() -> events.sql("DELETE FROM events"))
        .hasStackTraceContaining("rows without a key cannot be followed");
  }

  private static void insert(long position, int ordinal, String values) {
    insert(position, ordinal, values, position);
  }

  private static void insert(long position, int ordinal, String values, long version) {
    clickHouse(
        "INSERT INTO {db}.event (_commit_lsn, _commit_ordinal, id, note, _version, _is_deleted) VALUES (%d, %d, %s, bitShiftLeft(toUInt128(%d), 64) + %d, 0)"
            .formatted(position, ordinal, values, version, ordinal));
  }

  private static void commit(int checkpoint, long lsn) {
    clickHouse(
        "INSERT INTO {db}._millrace_commits (pipeline, checkpoint_id, commit_lsn, commit_time, rows) VALUES ('%s', %d, %d, now64(6), map())"
            .formatted(events.name, checkpoint, lsn));
  }

  private static void clickHouse(String statement) {
    events.clickhouse(statement);
  }
}
