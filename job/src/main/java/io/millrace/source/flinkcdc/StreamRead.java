package io.millrace.source.flinkcdc;

import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.postgres.source.fetch.PostgresStreamFetchTask;

/** The connector's reading of the log, which ends at once when it is closed. */
final class StreamRead extends PostgresStreamFetchTask {

  private final ReadingThread thread = new ReadingThread();

  StreamRead(StreamSplit split) {
    super(split);
  }

  @Override
  public void execute(Context context) throws Exception {
    thread.begin();
    try {
      super.execute(context);
    } finally {
      thread.end();
    }
  }

  @Override
  public void close() {
    super.close();
    thread.interrupt();
  }
}
