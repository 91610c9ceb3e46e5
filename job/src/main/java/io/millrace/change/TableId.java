package io.millrace.change;

import java.io.Serializable;

/** A table by schema and name, as Postgres stores them (case kept, no quotes). */
public record TableId(String schema, String name) implements Serializable, Comparable<TableId> {

  @Override
  public int compareTo(TableId other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  /** {@code schema.name}, for people; not quoted, so not for SQL. */
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
