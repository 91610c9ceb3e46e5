package io.millrace.sink.clickhouse.batch;

import io.millrace.change.RecordType;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What the sink's writer takes: rows of any target, and commits. */
public sealed interface SinkRecord permits RowBatch, CommitSeen {

  TypeInformation<SinkRecord> TYPE = new RecordType<>(SinkRecord.class, new SinkRecordSerializer());
}
