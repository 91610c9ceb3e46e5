package io.millrace.source.flinkcdc;

import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import java.util.Map;
import java.util.Set;

/**
 * The Postgres types that the connector gives exactly, in the snapshot and in the log alike, by
 * oid. Enums have oids of their own.
 */
final class SupportedTypes {

  private static final Map<Long, Set<Kind>> KINDS =
      Map.ofEntries(
          Map.entry(16L, Set.of(Kind.BOOL)),
          Map.entry(17L, Set.of(Kind.BYTES)),
          Map.entry(20L, Set.of(Kind.INT64)),
          Map.entry(21L, Set.of(Kind.INT16)),
          Map.entry(23L, Set.of(Kind.INT32)),
          Map.entry(25L, Set.of(Kind.STRING)),
          Map.entry(114L, Set.of(Kind.STRING)),
          Map.entry(700L, Set.of(Kind.FLOAT32)),
          Map.entry(701L, Set.of(Kind.FLOAT64)),
          Map.entry(1042L, Set.of(Kind.STRING)),
          Map.entry(1043L, Set.of(Kind.STRING)),
          Map.entry(1082L, Set.of(Kind.DATE)),
          Map.entry(1083L, Set.of(Kind.TIME)),
          Map.entry(1114L, Set.of(Kind.TIMESTAMP)),
          Map.entry(1184L, Set.of(Kind.TIMESTAMPTZ)),
          Map.entry(1700L, Set.of(Kind.DECIMAL, Kind.NUMERIC)),
          Map.entry(2950L, Set.of(Kind.UUID)),
          Map.entry(3802L, Set.of(Kind.STRING)));

  /** What the connector can cut a table's snapshot by: the first column of the key. */
  private static final Set<Long> CUTTABLE =
      Set.of(20L, 21L, 23L, 25L, 1042L, 1043L, 1082L, 1114L, 1184L, 1700L, 2950L);

  private SupportedTypes() {}

  static boolean isBuiltIn(long oid) {
    return KINDS.containsKey(oid);
  }

  static boolean isExact(long oid, boolean isEnum, ColumnType type) {
    Set<Kind> kinds = isEnum ? Set.of(Kind.STRING) : KINDS.getOrDefault(oid, Set.of());
    return kinds.contains(type.kind());
  }

  static boolean isCuttable(long oid) {
    return CUTTABLE.contains(oid);
  }
}
