package io.millrace.sink.clickhouse.batch;

import io.millrace.change.RecordType;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What the sink's writer takes: rows of any target, commits, and the end of the first load. */
public sealed interface SinkRecord permits RowBatch, CommitSeen, LoadWhole {

  TypeInformation<SinkRecord> TYPE = new RecordType<>(SinkRecord.class, new SinkRecordSerializer());
}
