package io.millrace.sink.clickhouse.schema;

import io.millrace.change.Column;
import io.millrace.change.ColumnType.Kind;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.Finding;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.sink.clickhouse.schema.StandingTable.StandingColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A target compared with the table that stands under its name. */
final class Fit {

  private static final Pattern ENGINE =
      Pattern.compile(
          "(Replicated|Shared)?ReplacingMergeTree\\b(?:\\(([^)]*)\\))?.*", Pattern.DOTALL);
  private static final Pattern WINDOW =
      Pattern.compile("\\b(non_)?replicated_deduplication_window = (\\d+)");

  private final String subject;
  private final ClickHouseTarget target;
  private final StandingTable standing;
  private final List<Finding> misfits = new ArrayList<>();

  private Fit(String database, ClickHouseTarget target, StandingTable standing) {
    this.subject = "table " + database + '.' + target.table();
    this.target = target;
    this.standing = standing;
  }

  /** Every way in which the table does not fit. */
  static List<Finding> misfits(String database, ClickHouseTarget target, StandingTable standing) {
    Fit fit = new Fit(database, target, standing);
    if (fit.hasReplacingEngine()) {
      fit.checkWindow();
      fit.checkKey();
    }
    fit.checkColumns();
    fit.checkOrder();
    return fit.misfits;
  }

  private void misfit(String problem, String remedy) {
    misfits.add(Finding.error(subject, problem, remedy));
  }

  private boolean hasReplacingEngine() {
    Matcher engine = ENGINE.matcher(standing.engineFull());
    boolean replacing = engine.matches();
    List<String> arguments =
        replacing && engine.group(2) != null ? Sql.splitList(engine.group(2)) : List.of();
    int size = arguments.size();
    boolean versioned =
        size >= 2
            && Objects.equals(Sql.bareName(arguments.get(size - 2)), Definitions.VERSION)
            && Objects.equals(Sql.bareName(arguments.get(size - 1)), Definitions.IS_DELETED);
    if (!replacing || !versioned) {
      misfit(
          "its engine is " + firstWords(standing.engineFull()),
          "It must be ReplacingMergeTree(_version, _is_deleted) or its replicated kin: drop or"
              + " rename the table, or name the target differently");
    }
    return replacing;
  }

  private static String firstWords(String engine) {
    return engine.replaceAll("(?s) (ORDER|PARTITION|PRIMARY) BY.*", "");
  }

  /** Without a window the server takes a repeated insert for a new one. */
  private void checkWindow() {
    boolean plain = standing.engine().equals("ReplacingMergeTree");
    String setting =
        plain ? "non_replicated_deduplication_window" : "replicated_deduplication_window";
    Matcher window = WINDOW.matcher(standing.engineFull());
    long inserts = plain ? 0 : Definitions.DEDUPLICATION_WINDOW;
    while (window.find()) {
      if ((window.group(1) != null) == plain) {
        inserts = Long.parseLong(window.group(2));
      }
    }
    if (inserts == 0) {
      misfit(
          setting + " is 0, so ClickHouse does not know a repeated insert",
          "ALTER TABLE … MODIFY SETTING " + setting + " = " + Definitions.DEDUPLICATION_WINDOW);
    }
  }

  /** Rows of different keys must never replace one another. */
  private void checkKey() {
    List<String> plain =
        standing.sortingKey().stream().map(Sql::bareName).filter(Objects::nonNull).toList();
    for (Column column : target.keyColumns()) {
      if (!plain.contains(column.name())) {
        misfit(
            "ORDER BY lacks the key column " + column.name() + " by itself",
            "Rows that differ in it would replace one another: recreate the table with it");
      }
    }
  }

  private void checkColumns() {
    for (Column column : target.layout().columns()) {
      checkColumn(column.name(), TypeNames.of(column), column);
    }
    checkColumn(Definitions.VERSION, "UInt128", null);
    checkColumn(Definitions.IS_DELETED, "UInt8", null);
    for (StandingColumn column : standing.columns()) {
      checkExtra(column);
    }
  }

  /**
   * @param wanted null: the type must be exactly {@code type}
   */
  private void checkColumn(String name, String type, Column wanted) {
    StandingColumn column = standing.column(name).orElse(null);
    if (column == null) {
      misfit(
          "column " + name + " " + type + " is missing",
          "ALTER TABLE … ADD COLUMN " + Sql.identifier(name) + ' ' + type);
    } else if (column.defaultKind().equals("MATERIALIZED")
        || column.defaultKind().equals("ALIAS")) {
      misfit("column " + name + " is " + column.defaultKind(), "It must take values: " + type);
    } else if (wanted == null
        ? !column.type().equals(type)
        : !TypeNames.fits(wanted, column.type())) {
      misfit(
          "column " + name + " is " + column.type() + ", the query gives " + type,
          "ALTER TABLE … MODIFY COLUMN " + Sql.identifier(name) + ' ' + type + ", or recreate it");
    }
  }

  private void checkExtra(StandingColumn column) {
    boolean ours =
        target.layout().indexOf(column.name()) >= 0
            || column.name().equals(Definitions.VERSION)
            || column.name().equals(Definitions.IS_DELETED);
    boolean bookkeeping = ours && target.layout().indexOf(column.name()) < 0;
    if (!ours && column.defaultKind().isEmpty()) {
      misfit(
          "column " + column.name() + " " + column.type() + " is not in the query",
          "Select it, drop it, or give it a DEFAULT");
    }
    if (column.places() && (!ours || bookkeeping)) {
      misfit(
          "ORDER BY or PARTITION BY uses column "
              + column.name()
              + ", which the query does not give",
          "The sink could not tell where a row stood before: recreate the table without it there");
    }
  }

  /** Readers of {@code SELECT *} see the query's order. */
  private void checkOrder() {
    List<String> wanted = target.layout().columns().stream().map(Column::name).toList();
    List<String> actual =
        standing.columns().stream().map(StandingColumn::name).filter(wanted::contains).toList();
    boolean complete = actual.size() == wanted.size();
    if (complete && !actual.equals(wanted)) {
      misfit(
          "its columns stand in another order: " + String.join(", ", actual),
          "Select them in that order, or reorder with ALTER TABLE … MODIFY COLUMN … AFTER …");
    }
  }

  /**
   * Indexes of the columns that decide where a row stands and can change while the key stays the
   * same: those beyond the key, and key columns that have several spellings of one value (numerics
   * as text, zeros of floating point).
   */
  static List<Integer> placement(ClickHouseTarget target, StandingTable standing) {
    List<Integer> placement = new ArrayList<>();
    for (int i = 0; i < target.layout().size(); i++) {
      Column column = target.layout().column(i);
      boolean places = standing.column(column.name()).map(StandingColumn::places).orElse(false);
      Kind kind = column.type().kind();
      boolean spellings = kind == Kind.NUMERIC || kind == Kind.FLOAT32 || kind == Kind.FLOAT64;
      if (places && (!target.key().contains(i) || spellings)) {
        placement.add(i);
      }
    }
    return placement;
  }
}
