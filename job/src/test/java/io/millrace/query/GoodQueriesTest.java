package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.SourceColumn;
import io.millrace.catalog.TestCatalog;
import io.millrace.change.ColumnType;
import io.millrace.change.TableId;
import io.millrace.pipeline.TableDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoodQueriesTest {

  private static Plan plan(TableDefinition... definitions) {
    return new QueryPlanner(Shop.catalog()).plan(List.of(definitions));
  }

  private static TargetQuery target(String query) {
    return plan(TableDefinition.of("t", query)).targets().get(0);
  }

  /** The tree as text: kind, alias, equalities, columns used. */
  private static String tree(JoinNode node) {
    StringBuilder text = new StringBuilder(node.alias() + node.columns());
    for (JoinEdge edge : node.edges()) {
      text.append(" (").append(edge.kind()).append(' ').append(edge.foreignKey()).append("->");
      text.append(edge.referenced()).append(' ').append(tree(edge.child())).append(')');
    }
    return text.toString();
  }

  private static List<String> output(TargetQuery target) {
    return target.columns().stream().map(c -> c.column() + " = " + c.expression()).toList();
  }

  private static List<String> outputNames(TargetQuery target) {
    return target.columns().stream().map(c -> c.column().name()).toList();
  }

  @Test
  void selectsColumnsOfOneTable() {
    TargetQuery target = target("SELECT id AS customer_id, name FROM customers");
    assertThat(tree(target.root())).isEqualTo("customers[id, name]");
    assertThat(output(target))
        .containsExactly(
            "customer_id INT64 NOT NULL = ColumnReference[alias=customers, column=id]",
            "name STRING NOT NULL = ColumnReference[alias=customers, column=name]");
    assertThat(target.key()).containsExactly(0);
  }

  @Test
  void readsWhatJoinsNeedButDoesNotPutItOut() {
    TargetQuery target =
        target("SELECT c.name, o.id FROM orders o LEFT JOIN customers c ON c.id = o.customer_id");
    assertThat(tree(target.root()))
        .isEqualTo("o[id, customer_id] (LEFT [customer_id]->[id] c[id, name])");
    assertThat(output(target))
        .containsExactly(
            "name STRING = ColumnReference[alias=c, column=name]",
            "id INT64 NOT NULL = ColumnReference[alias=o, column=id]");
    assertThat(target.key()).containsExactly(1);
  }

  @Test
  void takesOperandsInEitherOrderAndColumnsInTheKeysOrder() {
    String expected =
        "d[id, order_id, line] (LEFT [order_id, line]->[order_id, line] i[order_id, line, sku])";
    for (String on :
        List.of(
            "i.order_id = d.order_id AND i.line = d.line",
            "d.line = i.line AND (i.order_id = d.order_id)")) {
      TargetQuery target = target("SELECT d.id, sku FROM deliveries d LEFT JOIN items i ON " + on);
      assertThat(tree(target.root())).isEqualTo(expected);
    }
  }

  @Test
  void nestsSnowflakes() {
    TargetQuery target =
        target(
            """
            SELECT i.order_id, i.line, r.name AS region, p.name AS product
            FROM items i
            LEFT JOIN orders o ON o.id = i.order_id
            LEFT JOIN products p ON p.id = i.product_id
            LEFT JOIN customers c ON c.id = o.customer_id
            LEFT JOIN regions r ON r.id = c.region_id
            """);
    assertThat(tree(target.root()))
        .isEqualTo(
            "i[order_id, line, product_id] (LEFT [order_id]->[id] o[id, customer_id] (LEFT"
                + " [customer_id]->[id] c[id, region_id] (LEFT [region_id]->[id] r[id, name])))"
                + " (LEFT [product_id]->[id] p[id, name])");
    assertThat(target.key()).containsExactly(0, 1);
  }

  @Test
  void innerBeneathLeftTakesTheWholeRowAway() {
    TargetQuery target =
        target(
            """
            SELECT i.order_id, i.line, c.name, p.name AS product
            FROM items i
            LEFT JOIN orders o ON o.id = i.order_id
            LEFT JOIN products p ON p.id = i.product_id
            JOIN customers c ON c.id = o.customer_id
            """);
    assertThat(tree(target.root()))
        .isEqualTo(
            "i[order_id, line, product_id] (INNER [order_id]->[id] o[id, customer_id] (INNER"
                + " [customer_id]->[id] c[id, name])) (LEFT [product_id]->[id] p[id, name])");
    assertThat(output(target))
        .contains(
            "name STRING NOT NULL = ColumnReference[alias=c, column=name]",
            "product STRING = ColumnReference[alias=p, column=name]");
  }

  @Test
  void leftBeneathInnerStaysLeft() {
    TargetQuery target =
        target(
            "SELECT o.id, r.name FROM orders o INNER JOIN customers c ON o.customer_id = c.id"
                + " LEFT OUTER JOIN regions r ON c.region_id = r.id");
    assertThat(tree(target.root()))
        .isEqualTo(
            "o[id, customer_id] (INNER [customer_id]->[id] c[id, region_id] (LEFT"
                + " [region_id]->[id] r[id, name]))");
  }

  @Test
  void joinsOneTableTwiceAndATableToItself() {
    assertThat(
            tree(
                target(
                        "SELECT o.id, a.name, b.name AS payer FROM orders o LEFT JOIN customers a ON"
                            + " a.id = o.customer_id LEFT JOIN customers b ON b.id = o.billing_id")
                    .root()))
        .isEqualTo(
            "o[id, customer_id, billing_id] (LEFT [customer_id]->[id] a[id, name]) (LEFT"
                + " [billing_id]->[id] b[id, name])");
    assertThat(
            tree(
                target(
                        "SELECT e.id, m.name FROM employees e"
                            + " LEFT JOIN employees m ON m.id = e.manager_id")
                    .root()))
        .isEqualTo("e[id, manager_id] (LEFT [manager_id]->[id] m[id, name])");
  }

  @Test
  void joinsByAUniqueKey() {
    assertThat(
            tree(
                target(
                        "SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.email = o.email")
                    .root()))
        .isEqualTo("o[id, email] (LEFT [email]->[email] c[id, name, email])");
  }

  @Test
  void expandsStarsInTheOrderOfFrom() {
    assertThat(
            outputNames(
                target(
                    "SELECT r.name AS region, c.*, r.id AS rid FROM customers c"
                        + " LEFT JOIN regions r ON r.id = c.region_id")))
        .containsExactly("region", "id", "name", "email", "code", "region_id", "rid");
    assertThat(outputNames(target("SELECT * FROM orders")))
        .containsExactly("id", "customer_id", "billing_id", "email", "total", "note", "placed_at");
  }

  @Test
  void copiesATableThatHasNoQuery() {
    TargetQuery target = plan(TableDefinition.copyOf("regions")).targets().get(0);
    assertThat(tree(target.root())).isEqualTo("regions[id, name]");
    assertThat(outputNames(target)).containsExactly("id", "name");
    assertThat(target.key()).containsExactly(0);
  }

  @Test
  void copiesATableOfAnyName() {
    TestCatalog catalog = new TestCatalog().table("a.b \"c\"", "\"Id\" bigint!, x text", "Id");
    TableDefinition definition = TableDefinition.copyOf("a.b \"c\"");
    TargetQuery target = new QueryPlanner(catalog).plan(List.of(definition)).targets().get(0);
    assertThat(outputNames(target)).containsExactly("Id", "x");
    assertThat(PostgresQuery.of(definition, target).sql())
        .isEqualTo("SELECT \"Id\", \"x\" FROM \"public\".\"a.b \"\"c\"\"\"");
  }

  @Test
  void foldsNamesAsPostgresDoes() {
    TestCatalog catalog =
        new TestCatalog()
            .table("grÖße", "id bigint!, \"Id\" text, date text, value text, \"q\"r\" text", "id");
    TargetQuery target =
        new QueryPlanner(catalog)
            .plan(
                List.of(
                    TableDefinition.of(
                        "t", "SELECT ID, G.\"Id\", DATE, g.Value AS \"V\" FROM GRÖßE AS g")))
            .targets()
            .get(0);
    assertThat(outputNames(target)).containsExactly("id", "Id", "date", "V");
    assertThat(target.root().alias()).isEqualTo("g");
  }

  @Test
  void findsTablesBySchema() {
    Plan plan =
        plan(
            TableDefinition.of("a", "SELECT targets.id, sales.targets.goal FROM sales.targets"),
            TableDefinition.of("b", "SELECT public.regions.* FROM public.regions;"));
    assertThat(plan.scans())
        .extracting(scan -> scan.table().id())
        .containsExactly(new TableId("public", "regions"), new TableId("sales", "targets"));
  }

  @Test
  void readsEachTableOnceWithTheColumnsOfAllQueries() {
    Plan plan =
        plan(
            TableDefinition.of("a", "SELECT placed_at, id FROM orders"),
            TableDefinition.of(
                "b",
                "SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id=o.customer_id"),
            TableDefinition.of("c", "SELECT email, id FROM customers"));
    assertThat(plan.scans())
        .extracting(scan -> scan.table().id().name())
        .containsExactly("customers", "orders");
    assertThat(plan.scans().get(0).columns())
        .extracting(SourceColumn::name)
        .containsExactly("id", "name", "email");
    assertThat(plan.scans().get(1).columns())
        .extracting(SourceColumn::name)
        .containsExactly("id", "customer_id", "placed_at");
    assertThat(plan.targets()).extracting(TargetQuery::name).containsExactly("a", "b", "c");
    assertThat(plan.scan(plan.targets().get(1).root()).table().id().name()).isEqualTo("orders");
    assertThat(plan.targets().get(0).layout().column(0).type().kind())
        .isEqualTo(ColumnType.Kind.TIMESTAMPTZ);
  }

  @Test
  void givesTheQueryToPostgresAsItWasWritten() {
    TableDefinition definition =
        TableDefinition.of("t", "SELECT id AS \"Id\", name FROM regions -- all of them ;\n ; ");
    TargetQuery target = plan(definition).targets().get(0);
    assertThat(PostgresQuery.of(definition, target).sql())
        .isEqualTo(
            "SELECT \"Id\", \"name\" FROM (\n"
                + "SELECT id AS \"Id\", name FROM regions -- all of them\n) AS query");
  }

  @Test
  void explainsThePlan() {
    assertThat(
            PlanText.of(
                plan(
                    TableDefinition.of(
                        "order_fact",
                        "SELECT o.id AS order_id, c.name FROM orders o"
                            + " LEFT JOIN customers c ON c.id = o.customer_id"
                            + " INNER JOIN regions ON regions.id = c.region_id"),
                    TableDefinition.copyOf("regions"))))
        .isEqualTo(
            """
            Reads
              public.customers: 3 of 5 columns (id, name, region_id)
              public.orders: 2 of 7 columns (id, customer_id)
              public.regions: all 2 columns (id, name)

            Table order_fact, key (order_id)
              from public.orders o
                INNER JOIN public.customers c ON c.id = o.customer_id
                  INNER JOIN public.regions ON regions.id = c.region_id
              columns
                order_id INT64 NOT NULL = o.id
                name STRING NOT NULL = c.name

            Table regions, key (id)
              from public.regions
              columns
                id INT32 NOT NULL = regions.id
                name STRING = regions.name
            """);
  }
}
