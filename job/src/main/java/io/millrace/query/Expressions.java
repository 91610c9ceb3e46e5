package io.millrace.query;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/** Looks into syntax trees, so that what is refused is called by its name. */
final class Expressions {

  private Expressions() {}

  private static final Set<String> AGGREGATES =
      Set.of(
          "count",
          "sum",
          "avg",
          "min",
          "max",
          "array_agg",
          "string_agg",
          "json_agg",
          "jsonb_agg",
          "bool_and",
          "bool_or",
          "every",
          "json_object_agg",
          "jsonb_object_agg");

  /** The first call of one of these kinds; null when there is none. */
  static SqlNode find(SqlNode node, Set<SqlKind> kinds) {
    Search search = new Search(call -> kinds.contains(call.getKind()));
    node.accept(search);
    return search.found;
  }

  static boolean hasAggregate(SqlNode node) {
    Search search =
        new Search(
            call ->
                call.getKind() == SqlKind.FILTER
                    || call.getOperator().isAggregator()
                    || (call.getOperator() instanceof SqlFunction function
                        && AGGREGATES.contains(function.getName().toLowerCase(Locale.ROOT))));
    node.accept(search);
    return search.found != null;
  }

  private static final class Search extends SqlBasicVisitor<Void> {
    private final Predicate<SqlCall> wanted;
    private SqlNode found;

    Search(Predicate<SqlCall> wanted) {
      this.wanted = wanted;
    }

    @Override
    public Void visit(SqlCall call) {
      if (found == null && wanted.test(call)) {
        found = call;
      }
      return found == null ? super.visit(call) : null;
    }
  }
}
