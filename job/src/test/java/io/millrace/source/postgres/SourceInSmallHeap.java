package io.millrace.source.postgres;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.LogEvent;
import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.PostgresDatabase;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The source in a job of its own, in a process of its own, which counts what comes and says so on
 * standard output: {@code read ROWS} after the snapshot, {@code given CHANGES} when all that is
 * expected of the log has come. Arguments: host and port, database, user, password, changes
 * expected, tables.
 */
final class SourceInSmallHeap {

  private static final AtomicLong HEAP = new AtomicLong();
  private static final AtomicLong ROWS = new AtomicLong();
  private static final AtomicLong CHANGES = new AtomicLong();
  private static final AtomicLong WATERMARK = new AtomicLong(Long.MIN_VALUE);

  private SourceInSmallHeap() {}

  public static void main(String[] arguments) throws Exception {
    watchHeap();
    PostgresDatabase database =
        PostgresDatabase.of(arguments[0], arguments[1], arguments[2], new Secret(arguments[3]));
    long expected = Long.parseLong(arguments[4]);
    List<SourceScan> scans = new ArrayList<>();
    try (Connection sql = database.open()) {
      for (int i = 5; i < arguments.length; i++) {
        scans.add(Scans.of(sql, arguments[i]));
      }
    }
    run(PostgresSourceOptions.of(database, "small_heap").withChunkRows(5000), scans);
    await(() -> WATERMARK.get() > 0);
    System.out.println("read " + ROWS.get());
    long start = System.nanoTime();
    await(() -> CHANGES.get() >= expected);
    System.out.printf(
        Locale.ROOT,
        "given %d in %.1f s; at most %d MB in use after a collection, of %d MB%n",
        CHANGES.get(),
        (System.nanoTime() - start) / 1e9,
        HEAP.get() >> 20,
        Runtime.getRuntime().maxMemory() >> 20);
    Runtime.getRuntime().halt(0);
  }

  private static void run(PostgresSourceOptions options, List<SourceScan> scans) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    environment.getConfig().enableObjectReuse();
    environment.enableCheckpointing(500);
    environment
        .fromSource(new PostgresSource(options, scans), WatermarkStrategy.noWatermarks(), "source")
        .transform("count", ChangeTypes.LOG_EVENT, new Count());
    environment
        .executeAsync()
        .getJobExecutionResult()
        .whenComplete(
            (result, failure) -> {
              System.out.println("ended: " + failure);
              Runtime.getRuntime().halt(1);
            });
  }

  private static void await(java.util.function.BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean()) {
      Thread.sleep(20);
    }
  }

  /** Notes what is in use after each collection. */
  private static void watchHeap() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, none) -> {
                CompositeData data = (CompositeData) notification.getUserData();
                GarbageCollectionNotificationInfo info =
                    GarbageCollectionNotificationInfo.from(data);
                HEAP.accumulateAndGet(heapAfter(info), Math::max);
              },
              null,
              null);
    }
  }

  private static long heapAfter(GarbageCollectionNotificationInfo info) {
    Map<String, MemoryUsage> after = info.getGcInfo().getMemoryUsageAfterGc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && after.containsKey(pool.getName()))
        .mapToLong(pool -> after.get(pool.getName()).getUsed())
        .sum();
  }

  private static final class Count extends AbstractStreamOperator<LogEvent>
      implements OneInputStreamOperator<LogEvent, LogEvent> {

    private static final long serialVersionUID = 1;

    @Override
    public void processElement(StreamRecord<LogEvent> record) {
      if (record.getValue() instanceof Change change) {
        (change.kind() == Change.Kind.READ ? ROWS : CHANGES).incrementAndGet();
      }
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
      super.processWatermark(watermark);
      WATERMARK.set(watermark.getTimestamp());
    }
  }
}
