package io.millrace.proof.history;

import io.millrace.proof.history.Query.Joined;
import io.millrace.proof.history.Query.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random schemas and queries: stars, snowflakes, diamonds, references to the table itself, two
 * references to one table, keys of every kind, references into a unique key.
 */
public final class ScenarioGenerator {

  private final Random random;
  private final List<Table> tables = new ArrayList<>();

  private ScenarioGenerator(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  public static Scenario scenario(long seed) {
    return new ScenarioGenerator(seed).scenario();
  }

  private Scenario scenario() {
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      tables.add(table(i));
    }
    Schema schema = new Schema(List.copyOf(tables));
    List<Query> queries = new ArrayList<>();
    int targets = 1 + random.nextInt(3);
    for (int i = 0; i < targets; i++) {
      queries.add(query("q" + i));
    }
    if (random.nextInt(4) == 0) {
      queries.add(copy(random.nextInt(count)));
    }
    return Scenario.of(schema, queries);
  }

  private Table table(int index) {
    List<Field> fields = new ArrayList<>();
    List<String> key = new ArrayList<>();
    List<Reference> references = new ArrayList<>();
    int keys = random.nextInt(4) == 0 ? 2 : 1;
    for (int i = 0; i < keys; i++) {
      key.add("id" + i);
      fields.add(new Field("id" + i, keyType(), true, false));
    }
    List<List<String>> unique = new ArrayList<>();
    if (random.nextInt(5) == 0) {
      fields.add(new Field("u", keyType(), false, false));
      unique.add(List.of("u"));
    }
    int values = 1 + random.nextInt(2);
    for (int i = 0; i < values; i++) {
      fields.add(new Field("v" + i, FieldType.TEXT, false, random.nextInt(3) == 0));
    }
    int count = index == 0 ? 0 : 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      references.add(reference(i, random.nextInt(index), fields));
    }
    Table table = new Table("t" + index, fields, key, unique, references, random.nextInt(4) == 0);
    if (random.nextInt(6) == 0) {
      references.add(selfReference(table, fields));
    }
    return table;
  }

  private FieldType keyType() {
    return random.nextInt(2) == 0
        ? FieldType.BIGINT
        : FieldType.values()[random.nextInt(FieldType.values().length)];
  }

  private Reference reference(int number, int to, List<Field> fields) {
    Table target = tables.get(to);
    boolean byUnique = !target.unique().isEmpty() && random.nextInt(2) == 0;
    return reference("r" + number, to, target, byUnique, fields);
  }

  private Reference selfReference(Table table, List<Field> fields) {
    return reference("s", tables.size(), table, false, fields);
  }

  private Reference reference(
      String prefix, int to, Table target, boolean byUnique, List<Field> fields) {
    List<String> referenced = byUnique ? target.unique().get(0) : target.key();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < referenced.size(); i++) {
      FieldType type = target.fields().get(target.indexOf(referenced.get(i))).type();
      columns.add(prefix + "_" + i);
      fields.add(new Field(prefix + "_" + i, comparable(type), random.nextInt(4) == 0, false));
    }
    return new Reference(columns, to, referenced);
  }

  /** An int may refer to a bigint, and the other way round. */
  private FieldType comparable(FieldType type) {
    boolean number = type == FieldType.BIGINT || type == FieldType.INTEGER;
    if (number && random.nextInt(4) == 0) {
      return random.nextBoolean() ? FieldType.BIGINT : FieldType.INTEGER;
    }
    return type;
  }

  private Query copy(int index) {
    Table table = tables.get(index);
    List<Output> outputs =
        table.fields().stream().map(f -> new Output("t", f.name(), f.name())).toList();
    return new Query(
        table.name(), List.of(new Joined("t", index, false, null, null)), outputs, true);
  }

  private Query query(String name) {
    // Later tables refer to earlier ones: they make the better roots.
    int root = Math.max(random.nextInt(tables.size()), random.nextInt(tables.size()));
    List<Joined> from = new ArrayList<>();
    from.add(new Joined("a0", root, false, null, null));
    for (int tries = random.nextInt(7); tries > 0; tries--) {
      Joined parent = from.get(random.nextInt(from.size()));
      List<Reference> references = tables.get(parent.table()).references();
      if (!references.isEmpty() && from.size() < 5) {
        Reference by = references.get(random.nextInt(references.size()));
        boolean inner = random.nextInt(3) == 0;
        from.add(new Joined("a" + from.size(), by.table(), inner, parent.alias(), by));
      }
    }
    List<Output> outputs = new ArrayList<>();
    for (String key : tables.get(root).key()) {
      outputs.add(new Output("a0", key, "k" + outputs.size()));
    }
    for (Joined joined : from) {
      for (Field field : tables.get(joined.table()).fields()) {
        if (random.nextInt(field.name().startsWith("v") ? 2 : 5) > 0) {
          continue;
        }
        outputs.add(new Output(joined.alias(), field.name(), "c" + outputs.size()));
      }
    }
    return new Query(name, from, outputs, false);
  }
}
