package io.millrace.source.postgres.stream;

import io.millrace.change.TableId;
import io.millrace.source.postgres.decode.TableDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * The tables the log has described on this connection, by their oid: the log describes a table
 * before its first change and again when it has changed. Not thread-safe.
 */
final class Relations {

  private final List<TableDecoder> decoders;
  private final LongUnaryOperator baseType;
  private final Map<TableId, Integer> followed = new HashMap<>();
  private final Map<Integer, Relation> described = new HashMap<>();
  private int lastOid;
  private Relation last;

  Relations(List<TableDecoder> decoders, LongUnaryOperator baseType) {
    this.decoders = decoders;
    this.baseType = baseType;
    for (int table = 0; table < decoders.size(); table++) {
      followed.put(decoders.get(table).scan().table(), table);
    }
  }

  /** Takes a RELATION message in, from behind its kind on. */
  void describe(MessageReader message) {
    int oid = message.int32();
    String schema = message.text();
    TableId name = new TableId(schema.isEmpty() ? "pg_catalog" : schema, message.text());
    Integer table = followed.get(name);
    last = null;
    if (table == null) {
      described.remove(oid);
    } else {
      described.put(oid, Relation.read(message, table, decoders.get(table), baseType));
    }
  }

  /** Null when the table is not followed. */
  Relation get(int oid) {
    if (last == null || lastOid != oid) {
      last = described.get(oid);
      lastOid = oid;
    }
    return last;
  }
}
