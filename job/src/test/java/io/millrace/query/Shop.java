package io.millrace.query;

import io.millrace.catalog.ReplicaIdentity;
import io.millrace.catalog.TestCatalog;
import io.millrace.change.TableId;
import java.util.List;

/** The tables that the tests' queries read. */
final class Shop {

  private Shop() {}

  static TestCatalog catalog() {
    return new TestCatalog()
        .table(
            "customers",
            "id bigint!, name text!, email text, code character(5), region_id integer",
            List.of("id"),
            List.of(List.of("email")))
        .table("regions", "id integer!, name text", "id")
        .table(
            "orders",
            "id bigint!, customer_id bigint, billing_id integer, email character varying(80),"
                + " total numeric(12,2), note jsonb, placed_at timestamp with time zone!",
            "id")
        .table(
            "items",
            "order_id bigint!, line integer!, product_id bigint!, quantity integer!, sku text",
            "order_id",
            "line")
        .table(
            "deliveries",
            "id bigint!, order_id bigint, line smallint, weight double precision, code text",
            "id")
        .table("products", "id bigint!, name text!, price numeric", "id")
        .table("employees", "id integer!, name text, manager_id integer", "id")
        .table("totals", "id bigint!, amount numeric(12,2), doubled numeric(12,2)=", "id")
        .table("tags", "name citext!, mood mood", "name")
        .table("moods", "mood mood!, label text", "mood")
        .table("spans", "span interval!, label text", "span")
        .table("loose", "name text!~, label text", List.of("label"), List.of(List.of("name")))
        .table("log", "message text, id bigint")
        .table("Odd Table", "Id bigint!, \"a b\" text, _version text", "Id")
        .table("user", "id bigint!, user text", "id")
        .table(
            new TableId("public", "mute"),
            "id bigint!, name text",
            List.of("id"),
            List.of(),
            ReplicaIdentity.NOTHING)
        .table(new TableId("sales", "targets"), "id bigint!, goal bigint", List.of("id"), List.of())
        .refused("recent", "is a view", "Write the view's own query over its tables instead.");
  }
}
