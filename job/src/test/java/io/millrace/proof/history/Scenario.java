package io.millrace.proof.history;

import io.millrace.catalog.ReplicaIdentity;
import io.millrace.catalog.TestCatalog;
import io.millrace.change.TableId;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.Plan;
import io.millrace.query.QueryPlanner;
import java.util.List;

/**
 * Tables and queries, and the plan that the product makes of them.
 *
 * @param queries in the plan's order
 */
public record Scenario(Schema schema, List<Query> queries, Plan plan) {

  static Scenario of(Schema schema, List<Query> queries) {
    TestCatalog catalog = new TestCatalog();
    for (Table table : schema.tables()) {
      catalog.table(
          new TableId("public", table.name()),
          table.catalogText(),
          table.key(),
          table.unique(),
          table.full() ? ReplicaIdentity.FULL : ReplicaIdentity.DEFAULT);
    }
    List<TableDefinition> definitions =
        queries.stream()
            .map(
                query ->
                    query.copy()
                        ? TableDefinition.copyOf(query.name())
                        : TableDefinition.of(query.name(), query.sql(schema)))
            .toList();
    return new Scenario(schema, queries, new QueryPlanner(catalog).plan(definitions));
  }

  /** For a message. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Table table : schema.tables()) {
      text.append(table.name() + "(" + table.catalogText() + "; key " + table.key());
      text.append(table.unique().isEmpty() ? "" : "; unique " + table.unique());
      text.append(table.full() ? "; full)\n" : ")\n");
    }
    for (Query query : queries) {
      text.append(query.name() + ": " + (query.copy() ? "copy" : query.sql(schema)) + "\n");
    }
    return text.toString();
  }
}
