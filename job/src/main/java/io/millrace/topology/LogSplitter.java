package io.millrace.topology;

import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.Commit;
import io.millrace.change.LogEvent;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Parts the log by table; its commits are the main output. */
final class LogSplitter extends ProcessFunction<LogEvent, Commit> {

  private static final long serialVersionUID = 1;

  private final List<OutputTag<Change>> tables;

  LogSplitter(int tables) {
    this.tables =
        IntStream.range(0, tables)
            .mapToObj(table -> new OutputTag<>("table-" + table, ChangeTypes.CHANGE))
            .toList();
  }

  OutputTag<Change> table(int index) {
    return tables.get(index);
  }

  @Override
  public void processElement(LogEvent event, Context context, Collector<Commit> out) {
    if (event instanceof Change change) {
      context.output(tables.get(change.table()), change);
    } else {
      out.collect((Commit) event);
    }
  }
}
