package io.millrace.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the target tables. */
final class TableReader {

  private static final String VIEW_SUFFIX = "_current";
  private static final String BOOKKEEPING_PREFIX = "_millrace_";

  private final Section tables;
  private final Problems problems;

  TableReader(Section tables, Problems problems) {
    this.tables = tables;
    this.problems = problems;
  }

  List<TableDefinition> read() {
    List<String> names = tables.keys();
    if (names.isEmpty()) {
      problems.add(tables.location(), "tables names no table", "Add one: customers: {}.");
    }
    List<TableDefinition> definitions = new ArrayList<>();
    for (String name : names) {
      checkName(name, names);
      definitions.add(tables.isEmpty(name) ? copy(name) : table(name));
    }
    return definitions;
  }

  private void checkName(String name, List<String> names) {
    Location location = tables.location(name);
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      problems.add(
          location,
          "a table's name is empty or holds control characters",
          "Use the name that the table is to have in ClickHouse.");
    } else if (name.startsWith(BOOKKEEPING_PREFIX)) {
      problems.add(
          location,
          "table " + name + " has a name that Millrace keeps for its own tables",
          "Choose a name that does not begin with " + BOOKKEEPING_PREFIX + ".");
    } else if (name.endsWith(VIEW_SUFFIX)
        && names.contains(name.substring(0, name.length() - VIEW_SUFFIX.length()))) {
      problems.add(
          location,
          "table "
              + name
              + " has the name of the view that stands beside table "
              + name.substring(0, name.length() - VIEW_SUFFIX.length()),
          "Rename one of the two.");
    }
  }

  private TableDefinition copy(String name) {
    Location location = tables.location(name);
    return new TableDefinition(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        location,
        TextLocations.at(location));
  }

  private TableDefinition table(String name) {
    Section section = tables.section(name, "query: SELECT id, name FROM customers");
    if (section == null) {
      return null;
    }
    section.refuseOthersThan(Options.keysOf("tables.*"));
    PlacedText query = section.text(Options.QUERY);
    if (query != null) {
      section.get(Options.QUERY);
    }
    return new TableDefinition(
        name,
        Optional.ofNullable(query).map(PlacedText::text),
        Optional.ofNullable(section.get(Options.PARTITION_BY)),
        Optional.ofNullable(section.get(Options.ORDER_BY)),
        section.location(),
        query == null ? TextLocations.at(section.location()) : query.textLocations());
  }
}
