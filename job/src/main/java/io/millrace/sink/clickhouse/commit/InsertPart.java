package io.millrace.sink.clickhouse.commit;

import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.insert.WireColumns;
import java.util.UUID;

/**
 * A batch and the insert it belongs to. Inserts go through the network in parts because Flink's
 * records should be small.
 *
 * @param token of the insert: chosen at random once and kept with it, because whatever can be
 *     computed again (checkpoint numbers, subtasks) meets other rows after a restore from an older
 *     savepoint, and the server would drop those
 * @param index of the part, from 0
 * @param parts of the insert
 */
public record InsertPart(
    long checkpoint, UUID token, int index, int parts, WireColumns columns, RowBatch batch)
    implements Publication {}
