package io.millrace.proof.history;

import io.millrace.proof.history.Query.Joined;
import io.millrace.proof.history.Query.Output;
import java.util.List;

/** Written by hand, not drawn. */
public final class Histories {

  private Histories() {}

  /** Orders with their customer's name. */
  public static Scenario ordersAndCustomer() {
    Field id = new Field("id", FieldType.BIGINT, true, false);
    Table customers =
        new Table(
            "customers",
            List.of(id, new Field("name", FieldType.TEXT, false, false)),
            List.of("id"),
            List.of(),
            List.of(),
            false);
    Reference customer = new Reference(List.of("customer_id"), 0, List.of("id"));
    Table orders =
        new Table(
            "orders",
            List.of(id, new Field("customer_id", FieldType.BIGINT, false, false)),
            List.of("id"),
            List.of(),
            List.of(customer),
            false);
    Query query =
        new Query(
            "order_fact",
            List.of(
                new Joined("o", 1, false, null, null), new Joined("c", 0, false, "o", customer)),
            List.of(
                new Output("o", "id", "order_id"),
                new Output("o", "customer_id", "customer_id"),
                new Output("c", "name", "name")),
            false);
    return Scenario.of(new Schema(List.of(customers, orders)), List.of(query));
  }

  /** A customer renamed, an order moved away and back, the customer deleted and inserted again. */
  public static History threeTransactions(Schema schema) {
    Object[] ann = {1L, "Ann"};
    Object[] eve = {1L, "Eve"};
    Object[] first = {1L, 1L};
    Object[] moved = {1L, 7L};
    Database before =
        Database.empty(2)
            .apply(schema, List.of(new RowChanged(0, null, ann), new RowChanged(1, null, first)));
    return new History(
        schema,
        before,
        List.of(
            new Transaction(
                101,
                102,
                List.of(
                    new RowChanged(0, ann, eve),
                    new RowChanged(1, null, new Object[] {2L, 1L}),
                    new RowChanged(1, first, moved))),
            new Transaction(
                103, 104, List.of(new RowChanged(0, eve, null), new RowChanged(1, moved, first))),
            new Transaction(105, 106, List.of(new RowChanged(0, null, ann)))));
  }
}
