package io.millrace.catalog;

import io.millrace.change.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A catalogue without a database. Columns are written {@code id bigint!, name text, total
 * numeric(12,2)}: {@code !} for NOT NULL, a trailing {@code =} for a generated column, {@code ~}
 * for a collation that is not deterministic.
 */
public final class TestCatalog implements Catalog {

  private final Map<TableId, Lookup> lookups = new TreeMap<>();

  /** A table of schema public with that primary key and those unique keys. */
  public TestCatalog table(
      String name, String columns, List<String> primaryKey, List<List<String>> uniqueKeys) {
    return table(new TableId("public", name), columns, primaryKey, uniqueKeys);
  }

  public TestCatalog table(String name, String columns, String... primaryKey) {
    return table(name, columns, List.of(primaryKey), List.of());
  }

  public TestCatalog table(
      TableId id, String columns, List<String> primaryKey, List<List<String>> uniqueKeys) {
    return table(id, columns, primaryKey, uniqueKeys, ReplicaIdentity.DEFAULT);
  }

  public TestCatalog table(
      TableId id,
      String columns,
      List<String> primaryKey,
      List<List<String>> uniqueKeys,
      ReplicaIdentity identity) {
    List<SourceColumn> list = new ArrayList<>();
    Map<String, Equality> equalities = new HashMap<>();
    for (String definition : columns.split(", ", -1)) {
      SourceColumn column = column(definition);
      list.add(column);
      equalities.put(column.name(), equality(column, definition.endsWith("~")));
    }
    lookups.put(
        id,
        new Lookup.Found(
            new SourceTable(id, list, primaryKey, uniqueKeys, identity), false, equalities));
    return this;
  }

  public TestCatalog refused(String name, String reason, String remedy) {
    lookups.put(new TableId("public", name), new Lookup.Refused(reason, remedy));
    return this;
  }

  @Override
  public Lookup find(TableId id) {
    return lookups.getOrDefault(id, new Lookup.Absent());
  }

  @Override
  public List<TableId> tables() {
    return List.copyOf(lookups.keySet());
  }

  private static SourceColumn column(String definition) {
    int space =
        definition.indexOf(' ', definition.startsWith("\"") ? definition.lastIndexOf('"') : 0);
    String type = definition.substring(space + 1).replaceAll("[!=~]+$", "");
    String flags = definition.substring(space + 1 + type.length());
    long oid = oid(type.replaceAll("\\(.*", ""));
    return new SourceColumn(
        definition.substring(0, space).replace("\"", ""),
        type,
        oid,
        PostgresTypes.columnType(oid, typmod(type)),
        flags.contains("!"),
        flags.contains("="));
  }

  private static Equality equality(SourceColumn column, boolean loose) {
    char typtype = column.typeName().equals("mood") ? PostgresTypes.ENUM : 'b';
    return PostgresTypes.equality(
        column.typeOid(), typmod(column.typeName()), typtype, column.typeName(), !loose);
  }

  private static int typmod(String type) {
    if (!type.contains("(")) {
      return -1;
    }
    String[] parts = type.substring(type.indexOf('(') + 1, type.length() - 1).split(",", -1);
    int first = Integer.parseInt(parts[0]);
    return 4 + (parts.length == 1 ? first : first << 16 | Integer.parseInt(parts[1]));
  }

  private static long oid(String type) {
    return switch (type) {
      case "smallint" -> PostgresTypes.INT2;
      case "integer" -> PostgresTypes.INT4;
      case "bigint" -> PostgresTypes.INT8;
      case "text" -> PostgresTypes.TEXT;
      case "character varying" -> PostgresTypes.VARCHAR;
      case "character" -> PostgresTypes.BPCHAR;
      case "numeric" -> PostgresTypes.NUMERIC;
      case "double precision" -> PostgresTypes.FLOAT8;
      case "timestamp with time zone" -> PostgresTypes.TIMESTAMPTZ;
      case "uuid" -> PostgresTypes.UUID;
      case "interval" -> PostgresTypes.INTERVAL;
      case "jsonb" -> PostgresTypes.JSONB;
      case "citext" -> 90_001;
      case "mood" -> 90_002;
      default -> throw new IllegalArgumentException(type);
    };
  }
}
