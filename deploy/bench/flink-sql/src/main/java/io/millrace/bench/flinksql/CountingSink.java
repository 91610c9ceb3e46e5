package io.millrace.bench.flinksql;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.types.Row;

/** Counts and throws away. */
final class CountingSink implements Sink<Row> {

  private static final long serialVersionUID = 1;

  @Override
  public SinkWriter<Row> createWriter(WriterInitContext context) {
    return new Writer();
  }

  @Override
  @Deprecated
  public SinkWriter<Row> createWriter(InitContext context) {
    return new Writer();
  }

  private static final class Writer implements SinkWriter<Row> {

    @Override
    public void write(Row row, Context context) {
      Counts.add(row);
    }

    @Override
    public void flush(boolean endOfInput) {
      // Nothing is kept.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
