package io.millrace.proof.oracle;

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
    return list(source.columns().stream().map(column -> column.name()).toList(), prefix);
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
        CREATE UNIQUE INDEX ON %3$s (%4$s)
        """
        .formatted(history(), live(), asOf(), key(""));
  }

  /** Triggers; and the rows that are there. */
  String recording() {
    return """
        BEGIN;
        CREATE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
          IF TG_OP = 'TRUNCATE' THEN
            INSERT INTO %2$s (_what) VALUES ('T');
            RETURN NULL;
          END IF;
          IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (%3$s) IS DISTINCT FROM (%4$s) THEN
            INSERT INTO %2$s (%5$s, _what) SELECT %6$s, 'D';
          END IF;
          IF TG_OP <> 'DELETE' THEN
            INSERT INTO %2$s (%5$s) SELECT %7$s;
          END IF;
          RETURN NULL;
        END $body$;
        CREATE TRIGGER _history AFTER INSERT OR UPDATE OR DELETE ON %8$s
          FOR EACH ROW EXECUTE FUNCTION %1$s();
        CREATE TRIGGER _history_truncate AFTER TRUNCATE ON %8$s EXECUTE FUNCTION %1$s();
        INSERT INTO %2$s (%5$s) SELECT %5$s FROM %8$s;
        COMMIT
        """
        .formatted(
            history(),
            history(),
            key("OLD."),
            key("NEW."),
            columns(""),
            columns("OLD."),
            columns("NEW."),
            live());
  }

  /** What was committed behind one position, up to another one. */
  String advance(long from, long to) {
    return """
        DO $body$
        DECLARE emptied bigint;
        BEGIN
          SELECT max(_number) INTO emptied FROM %1$s JOIN history._commits ON xid = _xid
            WHERE finish > %2$d AND finish <= %3$d AND _what = 'T';
          IF emptied IS NOT NULL THEN
            DELETE FROM %4$s;
          END IF;
          CREATE TEMP TABLE changed AS
            SELECT DISTINCT ON (%5$s) %1$s.* FROM %1$s JOIN history._commits ON xid = _xid
            WHERE finish > %2$d AND finish <= %3$d AND _what <> 'T' AND _number > coalesce(emptied, 0)
            ORDER BY %5$s, _number DESC;
          DELETE FROM %4$s AS kept USING changed WHERE (%6$s) = (%7$s);
          INSERT INTO %4$s (%8$s) SELECT %8$s FROM changed WHERE _what = 'R';
          DROP TABLE changed;
        END $body$
        """
        .formatted(
            history(), from, to, asOf(), key(""), key("kept."), key("changed."), columns(""));
  }
}
