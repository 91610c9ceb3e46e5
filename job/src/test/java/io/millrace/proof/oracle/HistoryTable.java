package io.millrace.proof.oracle;

import io.millrace.catalog.SourceColumn;
import io.millrace.catalog.SourceTable;
import io.millrace.cli.connect.PostgresNames;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that record one source table and put it back. */
record HistoryTable(SourceTable source) {

  private String live() {
    return PostgresNames.quote(source.id());
  }

  private String name() {
    return PostgresNames.quote(source.id().name());
  }

  String history() {
    return "history." + name();
  }

  String asOf() {
    return "as_of." + name();
  }

  private static String list(List<String> names, String prefix) {
    return names.stream()
        .map(name -> prefix + PostgresNames.quote(name))
        .collect(Collectors.joining(", "));
  }

  private String key(String prefix) {
    return list(source.rowKey(), prefix);
  }

  private String columns(String prefix) {
    return list(
        source.columns().stream()
            .filter(column -> !column.isOfPosition())
            .map(SourceColumn::name)
            .toList(),
        prefix);
  }

  /** The recorded row's columns come first, in the table's order. */
  String definition() {
    return """
        CREATE TABLE %1$s AS SELECT * FROM %2$s WITH NO DATA;
        ALTER TABLE %1$s ADD COLUMN _number bigserial,
          ADD COLUMN _xid bigint NOT NULL DEFAULT pg_current_xact_id()::xid::text::bigint,
          ADD COLUMN _what "char" NOT NULL DEFAULT 'R';
        CREATE INDEX ON %1$s (_xid);
        CREATE UNLOGGED TABLE %3$s AS SELECT * FROM %2$s WITH NO DATA;
        %4$s
        """
        .formatted(
            history(),
            live(),
            asOf(),
            isAppendOnly() ? "" : "CREATE UNIQUE INDEX ON " + asOf() + " (" + key("") + ")");
  }

  /** Rows without a key come, and go all at once. */
  private boolean isAppendOnly() {
    return source.isKeyedByPosition();
  }

  /** What a trigger does for a row. */
  private String recordingOfRow() {
    if (isAppendOnly()) {
      return """
          IF TG_OP <> 'INSERT' THEN
            RAISE 'rows without a key cannot be followed';
          END IF;
          INSERT INTO %s (%s) SELECT %s;
          """
          .formatted(history(), columns(""), columns("NEW."));
    }
    return """
        IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (%2$s) IS DISTINCT FROM (%3$s) THEN
          INSERT INTO %1$s (%4$s, _what) SELECT %5$s, 'D';
        END IF;
        IF TG_OP <> 'DELETE' THEN
          INSERT INTO %1$s (%4$s) SELECT %6$s;
        END IF;
        """
        .formatted(
            history(), key("OLD."), key("NEW."), columns(""), columns("OLD."), columns("NEW."));
  }

  /** Triggers; and the rows that are there. */
  String recording() {
    return """
        BEGIN;
        CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
          IF TG_OP = 'TRUNCATE' THEN
            INSERT INTO %1$s (_what) VALUES ('T');
            RETURN NULL;
          END IF;
          %2$s
          RETURN NULL;
        END $body$;
        CREATE TRIGGER _history AFTER INSERT OR UPDATE OR DELETE ON %4$s
          FOR EACH ROW EXECUTE FUNCTION %1$s();
        CREATE TRIGGER _history_truncate AFTER TRUNCATE ON %4$s EXECUTE FUNCTION %1$s();
        INSERT INTO %1$s (%3$s) SELECT %3$s FROM %4$s;
        COMMIT
        """
        .formatted(history(), recordingOfRow(), columns(""), live());
  }

  /** What was committed behind one position, up to another one. */
  String advance(long from, long to) {
    String committed =
        "FROM %s JOIN history._commits ON xid = _xid WHERE finish > %d AND finish <= %d"
            .formatted(history(), from, to);
    return """
        DO $body$
        DECLARE emptied bigint;
        BEGIN
          SELECT max(_number) INTO emptied %1$s AND _what = 'T';
          IF emptied IS NOT NULL THEN
            DELETE FROM %2$s;
          END IF;
          %3$s
        END $body$
        """
        .formatted(
            committed,
            asOf(),
            applying(committed + " AND _what <> 'T' AND _number > coalesce(emptied, 0)"));
  }

  /**
   * @param changes where they come from, behind a list of columns
   */
  private String applying(String changes) {
    if (isAppendOnly()) {
      return "INSERT INTO %1$s (%2$s) SELECT %2$s %3$s;".formatted(asOf(), columns(""), changes);
    }
    return """
        CREATE TEMP TABLE changed AS
          SELECT DISTINCT ON (%1$s) %2$s.* %3$s ORDER BY %1$s, _number DESC;
        DELETE FROM %4$s AS kept USING changed WHERE (%5$s) = (%6$s);
        INSERT INTO %4$s (%7$s) SELECT %7$s FROM changed WHERE _what = 'R';
        DROP TABLE changed;
        """
        .formatted(key(""), history(), changes, asOf(), key("kept."), key("changed."), columns(""));
  }
}
