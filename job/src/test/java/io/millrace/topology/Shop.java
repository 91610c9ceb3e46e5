package io.millrace.topology;

import io.millrace.catalog.ReplicaIdentity;
import io.millrace.catalog.SourceColumn;
import io.millrace.catalog.SourceTable;
import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.RowLayout;
import io.millrace.change.TableId;
import io.millrace.query.Expression;
import io.millrace.query.JoinEdge;
import io.millrace.query.JoinKind;
import io.millrace.query.JoinNode;
import io.millrace.query.OutputColumn;
import io.millrace.query.Plan;
import io.millrace.query.TableScan;
import io.millrace.query.TargetQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The plan of three targets over four tables, and what they hold, computed the plain way. */
final class Shop {

  static final int CUSTOMERS = 0;
  static final int ITEMS = 1;
  static final int ORDERS = 2;
  static final int PRODUCTS = 3;
  static final int TABLES = 4;

  private static final ColumnType NUMBER = ColumnType.of(ColumnType.Kind.INT64);
  private static final ColumnType TEXT = ColumnType.of(ColumnType.Kind.STRING);

  private static final List<TableScan> SCANS =
      List.of(
          scan("customers", column("id", NUMBER, true), column("name", TEXT, false)),
          scan(
              "items",
              column("id", NUMBER, true),
              column("order_id", NUMBER, false),
              column("product_id", NUMBER, false),
              column("quantity", TEXT, false)),
          scan(
              "orders",
              column("id", NUMBER, true),
              column("customer_id", NUMBER, false),
              column("status", TEXT, false)),
          scan("products", column("id", NUMBER, true), column("name", TEXT, false)));

  private Shop() {}

  static RowLayout layout(int table) {
    return SCANS.get(table).layout();
  }

  /**
   * @param toCustomer how orders join customers
   * @param toOrder how items join orders; made INNER by an INNER join beneath it
   */
  static Plan plan(JoinKind toCustomer, JoinKind toOrder, JoinKind toProduct) {
    JoinNode customers = node("c", CUSTOMERS, List.of());
    JoinEdge customer = new JoinEdge(toCustomer, List.of("customer_id"), List.of("id"), customers);
    JoinNode orders = node("o", ORDERS, List.of(customer));
    JoinKind order = toCustomer == JoinKind.INNER ? JoinKind.INNER : toOrder;
    JoinNode items =
        node(
            "i",
            ITEMS,
            List.of(
                new JoinEdge(order, List.of("order_id"), List.of("id"), orders),
                new JoinEdge(
                    toProduct,
                    List.of("product_id"),
                    List.of("id"),
                    node("p", PRODUCTS, List.of()))));
    return new Plan(
        SCANS,
        List.of(
            target("customers", customers, "c.id", "c.name"),
            target("order_fact", orders, "o.id", "c.name", "o.status", "o.customer_id"),
            target("item_fact", items, "i.id", "p.name", "c.name", "o.status", "i.quantity")));
  }

  /** What the plan's targets hold: by target, by id, the values. */
  static List<Map<Long, List<Object>>> expected(History.Database database, Plan plan) {
    Map<Long, List<Object>> customers = new TreeMap<>();
    database.tables.get(CUSTOMERS).forEach((id, c) -> customers.put(id, listOf(c[0], c[1])));
    JoinNode orders = plan.targets().get(1).root();
    Map<Long, List<Object>> orderFacts = new TreeMap<>();
    for (Object[] o : database.tables.get(ORDERS).values()) {
      Object[] c = find(database, CUSTOMERS, o[1]);
      if (c != null || isLeft(orders, 0)) {
        orderFacts.put((Long) o[0], listOf(o[0], value(c, 1), o[2], o[1]));
      }
    }
    JoinNode items = plan.targets().get(2).root();
    Map<Long, List<Object>> itemFacts = new TreeMap<>();
    for (Object[] i : database.tables.get(ITEMS).values()) {
      Object[] o = find(database, ORDERS, i[1]);
      if (o != null && !orderFacts.containsKey((Long) o[0])) {
        o = null;
      }
      Object[] p = find(database, PRODUCTS, i[2]);
      Object[] c = o == null ? null : find(database, CUSTOMERS, o[1]);
      if ((o != null || isLeft(items, 0)) && (p != null || isLeft(items, 1))) {
        itemFacts.put((Long) i[0], listOf(i[0], value(p, 1), value(c, 1), value(o, 2), i[3]));
      }
    }
    return List.of(customers, orderFacts, itemFacts);
  }

  private static boolean isLeft(JoinNode node, int edge) {
    return node.edges().get(edge).kind() == JoinKind.LEFT;
  }

  private static Object[] find(History.Database database, int table, Object id) {
    return id == null ? null : database.tables.get(table).get((Long) id);
  }

  private static Object value(Object[] row, int column) {
    return row == null ? null : row[column];
  }

  private static List<Object> listOf(Object... values) {
    List<Object> list = new ArrayList<>();
    java.util.Collections.addAll(list, values);
    return list;
  }

  private static JoinNode node(String alias, int table, List<JoinEdge> edges) {
    List<String> columns = SCANS.get(table).columns().stream().map(SourceColumn::name).toList();
    return new JoinNode(alias, table, columns, edges);
  }

  private static TargetQuery target(String name, JoinNode root, String... columns) {
    List<OutputColumn> output = new ArrayList<>();
    for (String column : columns) {
      String[] parts = column.split("\\.");
      ColumnType type = parts[1].endsWith("id") ? NUMBER : TEXT;
      output.add(
          new OutputColumn(
              new Column(column.replace('.', '_'), type, output.size() > 0),
              new Expression.ColumnReference(parts[0], parts[1])));
    }
    return new TargetQuery(name, root, output, List.of(0));
  }

  private static SourceColumn column(String name, ColumnType type, boolean notNull) {
    return new SourceColumn(name, "", 0, type, notNull, false);
  }

  private static TableScan scan(String name, SourceColumn... columns) {
    return new TableScan(
        new SourceTable(
            new TableId("public", name),
            List.of(columns),
            List.of("id"),
            List.of(),
            ReplicaIdentity.DEFAULT),
        List.of(columns));
  }
}
