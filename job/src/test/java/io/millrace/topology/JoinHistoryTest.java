package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.ChangeTypes;
import io.millrace.change.Position;
import io.millrace.change.RowCursor;
import io.millrace.change.RowLayout;
import io.millrace.change.TargetChange;
import io.millrace.query.JoinKind;
import io.millrace.query.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Normalize, join and project on a Flink MiniCluster, over random histories with failures, barriers
 * inside transactions and several parallelisms: what every checkpoint commits is the query over the
 * database at its watermark. Replay one seed with {@code -Dmillrace.seed=N}.
 */
class JoinHistoryTest {

  private static MiniCluster cluster;
  @TempDir static Path checkpoints;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(4)
                .build());
    cluster.start();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  static List<Long> seeds() {
    Long one = Long.getLong("millrace.seed");
    if (one != null) {
      return List.of(one);
    }
    long first = new Random().nextInt(1_000_000);
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < Integer.getInteger("millrace.seeds", 12); i++) {
      seeds.add(first + i);
    }
    return seeds;
  }

  @ParameterizedTest(name = "-Dmillrace.seed={0}")
  @MethodSource("seeds")
  void everyCommitIsTheQueryAtItsWatermark(long seed) throws Exception {
    Random random = new Random(seed);
    int transactions = 20 + random.nextInt(150);
    int parallelism = 1 + random.nextInt(3);
    int failures = random.nextInt(3);
    Plan plan = Shop.plan(kind(random), kind(random), kind(random));
    Recording.reset();
    run(plan, new HistorySource(seed, transactions, failures, true), parallelism, random);
    try {
      check(plan, new History(seed, transactions));
    } catch (AssertionError e) {
      throw new AssertionError(
          "replay with -Dmillrace.seed="
              + seed
              + " (parallelism "
              + parallelism
              + ", attempts "
              + Recording.attempts
              + "): "
              + e.getMessage(),
          e);
    }
  }

  private static JoinKind kind(Random random) {
    return random.nextBoolean() ? JoinKind.LEFT : JoinKind.INNER;
  }

  @SuppressWarnings("deprecation")
  private static void run(Plan plan, HistorySource source, int parallelism, Random random)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.setString("state.backend.type", random.nextBoolean() ? "rocksdb" : "hashmap");
    configuration.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
    configuration.setString("restart-strategy.type", "fixed-delay");
    configuration.setString("restart-strategy.fixed-delay.attempts", "10");
    configuration.setString("restart-strategy.fixed-delay.delay", "1 ms");
    configuration.setString("pipeline.generic-types", "false");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    env.setMaxParallelism(io.millrace.change.KeyGroups.COUNT);
    env.enableCheckpointing(10 + random.nextInt(30));
    env.getConfig().enableObjectReuse();
    TargetStreams streams =
        TargetStreams.of(
            env.addSource(source, "history", ChangeTypes.LOG_EVENT).setParallelism(1), plan);
    for (int i = 0; i < streams.targets().size(); i++) {
      streams.targets().get(i).transform("record " + i, Types.VOID, new Recording(i));
    }
    cluster.executeJobBlocking(env.getStreamGraph().getJobGraph());
  }

  private static void check(Plan plan, History history) {
    Map<Long, List<Recording.Part>> byCheckpoint = new TreeMap<>();
    for (Recording.Part part : Recording.parts()) {
      byCheckpoint.computeIfAbsent(part.checkpoint(), c -> new ArrayList<>()).add(part);
    }
    List<Map<Long, TargetChange>> tables = new ArrayList<>();
    plan.targets().forEach(t -> tables.add(new TreeMap<>()));
    Map<String, Set<Position>> versions = new HashMap<>();
    for (List<Recording.Part> parts : byCheckpoint.values()) {
      Set<Long> watermarks = new TreeSet<>();
      for (Recording.Part part : parts) {
        watermarks.add(part.watermark());
        apply(part, plan.targets().get(part.target()).layout(), tables, versions);
      }
      assertThat(watermarks).as("one cut at a checkpoint").hasSize(1);
      long watermark = watermarks.iterator().next();
      if (watermark > 0) {
        compare(plan, tables, history.atWatermark.get(watermark), watermark);
      }
    }
    assertThat(byCheckpoint).isNotEmpty();
  }

  private static void apply(
      Recording.Part part,
      RowLayout layout,
      List<Map<Long, TargetChange>> tables,
      Map<String, Set<Position>> versions) {
    for (TargetChange change : part.changes()) {
      Long id = (Long) values(change, layout).get(0);
      String row = part.target() + "/" + id;
      assertThat(versions.computeIfAbsent(row, r -> new HashSet<>()).add(change.position()))
          .as("version %s of row %s comes once", change.position(), row)
          .isTrue();
      TargetChange before = tables.get(part.target()).put(id, change);
      if (before != null) {
        assertThat(change.position()).as("version of %s", row).isGreaterThan(before.position());
      }
    }
  }

  private static void compare(
      Plan plan, List<Map<Long, TargetChange>> tables, History.Database database, long watermark) {
    List<Map<Long, List<Object>>> expected = Shop.expected(database, plan);
    for (int i = 0; i < expected.size(); i++) {
      RowLayout layout = plan.targets().get(i).layout();
      Map<Long, List<Object>> actual = new TreeMap<>();
      tables
          .get(i)
          .forEach(
              (id, change) -> {
                if (!change.deleted()) {
                  actual.put(id, values(change, layout));
                }
              });
      assertThat(actual)
          .as("%s at watermark %s", plan.targets().get(i).name(), watermark)
          .isEqualTo(expected.get(i));
    }
  }

  private static List<Object> values(TargetChange change, RowLayout layout) {
    RowCursor cursor = new RowCursor(layout).reset(change.row());
    List<Object> values = new ArrayList<>();
    while (cursor.next()) {
      values.add(cursor.value());
    }
    return values;
  }
}
