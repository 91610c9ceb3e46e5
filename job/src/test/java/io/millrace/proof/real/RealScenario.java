package io.millrace.proof.real;

import io.millrace.end.TestPipeline;
import io.millrace.proof.history.Query;
import io.millrace.proof.history.Query.Joined;
import io.millrace.proof.history.Query.Output;
import io.millrace.proof.history.ScenarioGenerator;
import io.millrace.proof.history.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Tables and targets.
 *
 * @param queries with the further columns
 * @param placements further keys of each query's target in pipeline.yaml; empty: none
 */
record RealScenario(
    Schema schema, List<RealTable> tables, List<Query> queries, List<String> placements) {

  static RealScenario of(long seed) {
    Random random = new Random(seed ^ 0x5DEECE66DL);
    var drawn = ScenarioGenerator.scenario(seed);
    boolean constrained = random.nextInt(6) == 0;
    List<RealTable> tables =
        drawn.schema().tables().stream()
            .map(table -> RealTable.of(table, constrained, random))
            .toList();
    List<Query> queries = new ArrayList<>();
    List<String> placements = new ArrayList<>();
    for (Query query : drawn.queries()) {
      Query more = query.copy() ? query : withValues(query, tables, random);
      queries.add(more);
      placements.add(placement(more, random));
    }
    return new RealScenario(drawn.schema(), tables, queries, placements);
  }

  private static Query withValues(Query query, List<RealTable> tables, Random random) {
    List<Output> outputs = new ArrayList<>(query.outputs());
    for (Joined joined : query.from()) {
      for (int i = 0; i < tables.get(joined.table()).values().size(); i++) {
        if (random.nextInt(3) > 0) {
          outputs.add(new Output(joined.alias(), "x" + i, "c" + outputs.size()));
        }
      }
    }
    return new Query(query.name(), query.from(), outputs, query.copy());
  }

  /** Sometimes rows stand by a column that can change: their old place gets a tombstone then. */
  private static String placement(Query query, Random random) {
    List<String> others =
        query.outputs().stream().map(Output::name).filter(name -> name.startsWith("c")).toList();
    if (query.copy() || others.isEmpty() || random.nextInt(4) > 0) {
      return "";
    }
    String column = others.get(random.nextInt(others.size()));
    List<String> key =
        query.outputs().stream().map(Output::name).filter(name -> name.startsWith("k")).toList();
    return random.nextBoolean()
        ? "partition-by: cityHash64(" + column + ") % 3"
        : "order-by: " + String.join(", ", key) + ", " + column;
  }

  /** Into a database that is empty yet. */
  void create(TestPipeline pipeline) {
    for (RealTable table : tables) {
      pipeline.sql(table.definition(schema).toArray(String[]::new));
    }
    for (int i = 0; i < queries.size(); i++) {
      Query query = queries.get(i);
      if (query.copy()) {
        pipeline.copy(query.name());
      } else if (placements.get(i).isEmpty()) {
        pipeline.table(query.name(), query.sql(schema));
      } else {
        pipeline.table(query.name(), query.sql(schema), placements.get(i));
      }
    }
  }

  /** For a message. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (RealTable table : tables) {
      table.definition(schema).forEach(statement -> text.append(statement).append(";\n"));
    }
    for (int i = 0; i < queries.size(); i++) {
      Query query = queries.get(i);
      text.append(query.name() + ": " + (query.copy() ? "copy" : query.sql(schema)));
      text.append(" " + placements.get(i) + "\n");
    }
    return text.toString();
  }
}
