package io.millrace.query;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.SourceColumn;
import io.millrace.catalog.SourceTable;
import io.millrace.change.TableId;
import io.millrace.pipeline.InvalidPipeline;
import io.millrace.pipeline.Problems;
import io.millrace.pipeline.TableDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Understands the queries of a pipeline, over the tables of a database. */
public final class QueryPlanner {

  private final Catalog catalog;

  public QueryPlanner(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Understands all of a pipeline's queries.
   *
   * @throws InvalidPipeline with all that is wrong with the queries, each with its place in the
   *     file
   */
  public Plan plan(List<TableDefinition> definitions) {
    Problems problems = new Problems();
    List<TargetPlanner.Target> targets = new ArrayList<>();
    for (TableDefinition definition : definitions) {
      new TargetPlanner(catalog, definition, problems).plan().ifPresent(targets::add);
    }
    problems.throwIfAny();
    List<TableScan> scans = scans(targets);
    List<TableId> ids = scans.stream().map(scan -> scan.table().id()).toList();
    return new Plan(scans, targets.stream().map(target -> target.query(ids)).toList());
  }

  /** Each table once, with the columns that any query needs of it. */
  private static List<TableScan> scans(List<TargetPlanner.Target> targets) {
    Map<TableId, SourceTable> tables = new TreeMap<>();
    Map<TableId, Set<String>> used = new TreeMap<>();
    for (TargetPlanner.Target target : targets) {
      for (FromTable table : target.root().tree()) {
        TableId id = table.table().id();
        tables.put(id, table.table());
        used.computeIfAbsent(id, unused -> new HashSet<>()).addAll(table.columns());
      }
    }
    return tables.values().stream().map(table -> scan(table, used.get(table.id()))).toList();
  }

  private static TableScan scan(SourceTable table, Set<String> used) {
    List<SourceColumn> columns =
        table.columns().stream().filter(column -> used.contains(column.name())).toList();
    return new TableScan(table, columns);
  }
}
