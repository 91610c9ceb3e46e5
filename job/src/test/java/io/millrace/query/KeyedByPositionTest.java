package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.pipeline.InvalidPipeline;
import io.millrace.pipeline.TableDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queries over a table that has no key. */
class KeyedByPositionTest {

  private static Plan plan(TableDefinition definition) {
    return new QueryPlanner(Shop.catalog()).plan(List.of(definition));
  }

  private static TargetQuery target(String query) {
    return plan(TableDefinition.of("t", query)).targets().get(0);
  }

  private static String postgres(String query) {
    return PostgresQuery.of(TableDefinition.of("t", query), target(query)).sql();
  }

  private static List<String> names(TargetQuery target) {
    return target.columns().stream().map(c -> c.column().name()).toList();
  }

  @Test
  void thePlaceInTheLogIsTheKey() {
    TargetQuery target = target("SELECT message, _commit_lsn AS at, _commit_ordinal FROM log");
    assertThat(names(target)).containsExactly("message", "at", "_commit_ordinal");
    assertThat(target.key()).containsExactly(1, 2);
    assertThat(target.keyedByPosition()).isTrue();
  }

  @Test
  void aStarLeavesItOut() {
    assertThat(names(target("SELECT *, _commit_ordinal, _commit_lsn FROM log")))
        .containsExactly("message", "id", "_commit_ordinal", "_commit_lsn");
  }

  @Test
  void isReadBehindTheTablesOwnColumns() {
    Plan plan =
        plan(TableDefinition.of("t", "SELECT _commit_lsn, _commit_ordinal, message FROM log"));
    assertThat(plan.scans().get(0).columns().stream().map(column -> column.name()))
        .containsExactly("message", "_commit_lsn", "_commit_ordinal");
    assertThat(PlanText.of(plan)).contains("public.log: 1 of 2 columns (message)");
  }

  @Test
  void postgresIsAskedWithoutIt() {
    assertThat(
            postgres(
                """
                SELECT l.message AS "a,_commit_lsn", -- _commit_lsn
                       l._commit_lsn AS "At", l."_commit_ordinal",
                       c.email
                FROM log l LEFT JOIN customers c ON c.id = l.id;
                """))
        .isEqualTo(
            """
            SELECT "a,_commit_lsn", "email" FROM (
            SELECT l.message AS "a,_commit_lsn", -- _commit_lsn
                   NULL AS "At", NULL AS "_commit_ordinal",
                   c.email
            FROM log l LEFT JOIN customers c ON c.id = l.id
            ) AS query""");
    assertThat(postgres("SELECT _COMMIT_LSN, l.*, _commit_ordinal o FROM log l"))
        .isEqualTo(
            """
            SELECT "message", "id" FROM (
            SELECT NULL AS "_commit_lsn", l.*, NULL AS "o" FROM log l
            ) AS query""");
  }

  @Test
  void whoDoesNotAskForItIsToldOfIt() {
    for (TableDefinition definition :
        List.of(
            TableDefinition.of("t", "SELECT * FROM log"),
            TableDefinition.of("t", "SELECT message, _commit_lsn FROM log"),
            TableDefinition.copyOf("log"))) {
      assertThatThrownBy(() -> plan(definition))
          .isInstanceOf(InvalidPipeline.class)
          .hasMessageContaining("table public.log has no primary key")
          .hasMessageContaining("select _commit_lsn and _commit_ordinal too")
          .hasMessageContaining("Postgres refuses UPDATE and DELETE");
    }
  }

  @Test
  void nothingJoinsByItAndNoTableWithoutKeyIsJoined() {
    assertThatThrownBy(
            () ->
                target(
                    "SELECT l._commit_lsn, l._commit_ordinal FROM log l"
                        + " LEFT JOIN customers c ON c.id = l._commit_lsn"))
        .hasMessageContaining("l._commit_lsn is a row's place in the log");
    assertThatThrownBy(() -> target("SELECT c.id FROM customers c LEFT JOIN log l ON l.id = c.id"))
        .hasMessageContaining("table public.log has no primary key");
  }
}
