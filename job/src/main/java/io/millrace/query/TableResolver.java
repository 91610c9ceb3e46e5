package io.millrace.query;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.Lookup;
import io.millrace.change.TableId;
import io.millrace.pipeline.NearestName;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Finds the table that a name in FROM means. */
final class TableResolver {

  /** Where Postgres looks for a name without schema; the only schema on the path here. */
  static final String SEARCH_PATH = "public";

  private final Catalog catalog;

  TableResolver(Catalog catalog) {
    this.catalog = catalog;
  }

  Lookup.Found find(SqlIdentifier name) {
    List<SqlName> parts = SqlName.parts(name);
    if (parts.size() > 2) {
      throw new Refusal(
          name.getParserPosition(),
          "a table's name has at most two parts",
          "Write schema.table, or the table alone for schema " + SEARCH_PATH + ".");
    }
    SqlName table = parts.get(parts.size() - 1);
    if (parts.size() == 1) {
      return find(new TableId(SEARCH_PATH, table.checked().text()), table.position());
    }
    SqlName schema = parts.get(0).checked();
    return find(new TableId(schema.text(), table.text()), schema.position());
  }

  Lookup.Found find(TableId id, SqlParserPos position) {
    Lookup lookup = catalog.find(id);
    if (lookup instanceof Lookup.Found found) {
      return found;
    }
    if (lookup instanceof Lookup.Refused refused) {
      throw new Refusal(position, id + " " + refused.reason(), refused.remedy());
    }
    throw absent(id, position);
  }

  private Refusal absent(TableId id, SqlParserPos position) {
    List<TableId> tables = catalog.tables();
    List<String> inSchema =
        tables.stream().filter(t -> t.schema().equals(id.schema())).map(TableId::name).toList();
    String what = "there is no table " + id + " in the database";
    String remedy =
        NearestName.to(id.name(), inSchema)
            .map(name -> new TableId(id.schema(), name))
            .or(() -> tables.stream().filter(t -> t.name().equals(id.name())).findFirst())
            .map(near -> "Did you mean " + SqlName.display(near) + "?")
            .orElseGet(
                () ->
                    inSchema.isEmpty()
                        ? "Schema " + id.schema() + " has no tables."
                        : "Tables of schema "
                            + id.schema()
                            + ": "
                            + Listing.of(inSchema.stream().map(SqlName::display).toList())
                            + ".");
    return new Refusal(position, what, remedy);
  }
}
