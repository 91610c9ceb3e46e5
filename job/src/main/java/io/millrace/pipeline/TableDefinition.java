package io.millrace.pipeline;

import java.util.Optional;

/**
 * A target table as the user defines it.
 *
 * @param query absent: a straight copy of {@code public.<name>}
 * @param partitionBy ClickHouse expression
 * @param orderBy ClickHouse expression; absent: the key
 * @param location of the table's name in the file
 * @param queryLocations where each place of the query's text stands in the file; of the name, when
 *     there is no query
 */
public record TableDefinition(
    String name,
    Optional<String> query,
    Optional<String> partitionBy,
    Optional<String> orderBy,
    Location location,
    TextLocations queryLocations) {

  /** A table defined in code, not in a file. */
  public static TableDefinition of(String name, String query) {
    return new TableDefinition(
        name,
        Optional.of(query),
        Optional.empty(),
        Optional.empty(),
        Location.of(name),
        TextLocations.ofText(name, query));
  }

  /** A straight copy of {@code public.<name>}, defined in code. */
  public static TableDefinition copyOf(String name) {
    Location location = Location.of(name);
    return new TableDefinition(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        location,
        TextLocations.at(location));
  }
}
