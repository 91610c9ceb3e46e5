package io.millrace.cli.verify;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.verify.Difference.Kind;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.PostgresQuery;
import io.millrace.query.TargetQuery;
import io.millrace.sink.clickhouse.client.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All versions of one target table, and what it was at each commit: the newest version of each
 * place up to there, if that is no tombstone. Compared with Postgres by what {@code verify}
 * compares with. The table must not be merged ({@code STOP MERGES}), and have a column {@link
 * #INSERTED_AT}.
 */
public final class TargetHistory {

  /** Microseconds at which the row was inserted; the proof adds it, with a default. */
  public static final String INSERTED_AT = "_inserted_at";

  private static final int LISTED = 5;

  /** Behind a target's own columns: version, deleted, part, inserted at, place. */
  private static final int BOOKKEEPING = 6;

  private final TargetQuery target;
  private final PostgresQuery query;
  private final KeyOrder order;

  /** That are compared. */
  private final List<Column> columns;

  private final List<Version> versions;
  private final Map<String, Version> newest = new LinkedHashMap<>();
  private int applied;

  private TargetHistory(PostgresQuery query, TargetQuery target, List<Version> versions) {
    this.target = target;
    this.query = query;
    this.order = new KeyOrder(target);
    this.columns = query.columns();
    this.versions = versions;
  }

  /** As it stands now. */
  public static TargetHistory read(
      Pipeline pipeline, TableDefinition definition, TargetQuery target) {
    PostgresQuery query = PostgresQuery.of(unqualified(definition), target);
    ClickHouseAccess clickHouse = new ClickHouseAccess(pipeline.clickhouse());
    String database = pipeline.clickhouse().database();
    String place =
        clickHouse.ask(
            "SELECT sorting_key FROM system.tables WHERE database = %s AND name = %s FORMAT RawBLOB"
                .formatted(Sql.literal(database), Sql.literal(target.name())));
    String sql =
        "SELECT %s, toUInt64(bitShiftRight(_version, 64)), toUInt64(bitAnd(_version, %s)), _is_deleted, _part, toUnixTimestamp64Micro(%s), toString(tuple(%s)) FROM %s FORMAT TabSeparated"
            .formatted(
                target.columns().stream()
                    .map(column -> ClickHouseRows.expression(column.column()))
                    .collect(Collectors.joining(", ")),
                "18446744073709551615",
                INSERTED_AT,
                place,
                Sql.qualified(database, target.name()));
    try (InputStream answer = clickHouse.stream(sql, ClickHouseRows.SETTINGS)) {
      List<Version> versions = versions(answer.readAllBytes(), target);
      versions.sort(Version::compare);
      return new TargetHistory(query, target, versions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A straight copy names its table with the schema; here it is to be found on the search path. */
  private static TableDefinition unqualified(TableDefinition definition) {
    return definition.query().isPresent()
        ? definition
        : TableDefinition.of(
            definition.name(), "SELECT * FROM \"" + definition.name().replace("\"", "\"\"") + "\"");
  }

  private static List<Version> versions(byte[] lines, TargetQuery target) {
    List<Version> versions = new ArrayList<>();
    KeyOrder order = new KeyOrder(target);
    int from = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\n') {
        byte[] line = Arrays.copyOfRange(lines, from, i);
        versions.add(version(TextRow.fields(line, line.length), target, order));
        from = i + 1;
      }
    }
    return versions;
  }

  private static Version version(List<byte[]> fields, TargetQuery target, KeyOrder order) {
    int count = target.columns().size();
    if (fields.size() != count + BOOKKEEPING) {
      throw new IllegalStateException(text(fields.get(0)));
    }
    byte[][] values = new byte[count][];
    for (int i = 0; i < count; i++) {
      byte[] field = fields.get(i);
      ColumnType type = target.columns().get(i).column().type();
      values[i] = field == null ? null : Values.ofClickHouse(type, field);
    }
    List<byte[]> key = target.key().stream().map(i -> values[i]).toList();
    long commit = Long.parseUnsignedLong(text(fields.get(count)));
    return new Version(
        order.printed(key),
        text(fields.get(count + 5)),
        commit,
        Long.parseUnsignedLong(text(fields.get(count + 1))),
        text(fields.get(count + 2)).equals("1"),
        unmerged(text(fields.get(count + 3))),
        Long.parseLong(text(fields.get(count + 4))),
        new ComparedRow(key, compared(values, target), commit));
  }

  /** Without a row's place in the log, which Postgres does not know. */
  private static byte[][] compared(byte[][] values, TargetQuery target) {
    return IntStream.range(0, values.length)
        .filter(i -> !target.keyedByPosition() || !target.key().contains(i))
        .mapToObj(i -> values[i])
        .toArray(byte[][]::new);
  }

  /** {@code partition_first_last_level}; never merged, so first and last are one. */
  private static String unmerged(String part) {
    String[] pieces = part.split("_");
    if (!pieces[1].equals(pieces[2])) {
      throw new IllegalStateException("part " + part + " is merged: versions may be gone");
    }
    return part;
  }

  private static String text(byte[] field) {
    return new String(field, StandardCharsets.UTF_8);
  }

  public String name() {
    return target.name();
  }

  /** Whether keys are commit and ordinal of the change that brought the row. */
  public boolean isKeyedByPosition() {
    return target.keyedByPosition();
  }

  /** All of them, by version. */
  public List<Version> versions() {
    return versions;
  }

  /** What the query gives on a connection: on its search path are the tables as they once were. */
  public SourceRows source(Connection postgres) {
    return SourceRows.read(postgres, query, target);
  }

  /**
   * Compares the table as of a commit. Goes forward from call to call; backwards it begins anew.
   *
   * @param overtakenBy keys that showed a later version by this time (microseconds since 1970) are
   *     left out; {@link Long#MIN_VALUE}: none
   * @return what differs, with values
   */
  public List<String> compare(SourceRows postgres, long lsn, long overtakenBy) {
    if (target.keyedByPosition()) {
      // Postgres does not tell which of its rows they would be.
      return compare(postgres, asOf(lsn));
    }
    Set<List<String>> overtaken =
        versions.stream()
            .filter(version -> version.insertedAt() <= overtakenBy)
            .filter(version -> Long.compareUnsigned(version.commit(), lsn) > 0)
            .map(Version::key)
            .collect(Collectors.toSet());
    return compare(postgres.without(overtaken, order), without(overtaken, asOf(lsn)));
  }

  private List<ComparedRow> without(Set<List<String>> keys, List<ComparedRow> rows) {
    return new SourceRows(rows).without(keys, order).rows();
  }

  private List<String> compare(SourceRows postgres, List<ComparedRow> published) {
    TableResult result = result(postgres, published);
    List<String> findings = new ArrayList<>();
    for (Difference difference : result.differences()) {
      findings.add(
          result.described(difference) + described(difference, postgres.rows(), published));
    }
    long further =
        result.counts().values().stream().mapToLong(Long::longValue).sum() - findings.size();
    if (further > 0) {
      findings.add("and " + further + " more");
    }
    return findings;
  }

  private TableResult result(SourceRows postgres, List<ComparedRow> published) {
    Tally tally = new Tally(LISTED);
    if (!target.keyedByPosition()) {
      TableComparison.atRest(columns, order, tally)
          .run(postgres.stream(), new ListedRows(published));
      return tally.result(target.name(), 0);
    }
    MultisetFindings findings = new MultisetFindings(columns, LISTED);
    MultisetComparison comparison =
        new MultisetComparison(
            postgres::stream, () -> new ListedRows(published), MultisetComparison.MAX_BYTES);
    findings.take(comparison.run(findings.buckets()), 0);
    findings.count(tally);
    return tally.multisetResult(target.name(), 0);
  }

  private List<ComparedRow> asOf(long lsn) {
    if (applied > 0 && Long.compareUnsigned(versions.get(applied - 1).commit(), lsn) > 0) {
      applied = 0;
      newest.clear();
    }
    while (applied < versions.size()
        && Long.compareUnsigned(versions.get(applied).commit(), lsn) <= 0) {
      Version version = versions.get(applied++);
      newest.put(version.place(), version);
    }
    return newest.values().stream()
        .filter(version -> !version.deleted())
        .map(Version::row)
        .sorted(Comparator.comparing(ComparedRow::key, order))
        .toList();
  }

  private String described(
      Difference difference, List<ComparedRow> postgres, List<ComparedRow> clickHouse) {
    StringBuilder text = new StringBuilder();
    if (difference.kind() == Kind.DIFFERENT) {
      difference
          .columns()
          .forEach(
              c ->
                  text.append(
                      "; %s: Postgres %s, ClickHouse %s"
                          .formatted(c.column(), c.postgres(), c.clickHouse())));
    }
    if (difference.kind() == Kind.MISSING) {
      text.append("; Postgres ").append(rows(postgres, difference.key()));
    }
    if (difference.kind() == Kind.EXTRA || difference.kind() == Kind.REPEATED) {
      text.append("; ClickHouse ").append(rows(clickHouse, difference.key()));
    }
    versions.stream()
        .filter(version -> shown(version.row()).equals(difference.key()))
        .forEach(version -> text.append("\n    has ").append(version));
    return text.toString();
  }

  private List<String> rows(List<ComparedRow> rows, List<String> key) {
    return rows.stream().filter(row -> shown(row).equals(key)).map(this::printed).toList();
  }

  /** What a difference has for a key. */
  private List<String> shown(ComparedRow row) {
    return target.keyedByPosition()
        ? IntStream.range(0, columns.size())
            .mapToObj(i -> printed(columns.get(i), row.values()[i]))
            .toList()
        : order.printed(row.key());
  }

  private String printed(ComparedRow row) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> columns.get(i).name() + "=" + printed(columns.get(i), row.values()[i]))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String printed(Column column, byte[] value) {
    return value == null ? "NULL" : Values.printed(column.type(), value);
  }
}
