package io.millrace.proof;

import io.millrace.proof.defect.Defect;
import io.millrace.proof.history.History;
import io.millrace.proof.history.PostgresModel;
import io.millrace.proof.model.Delivery;
import io.millrace.proof.model.EarlyRows;
import io.millrace.proof.model.Ledger;
import io.millrace.proof.model.SinkModel;
import io.millrace.proof.model.Violation;
import io.millrace.proof.simulator.Attempt;
import io.millrace.proof.simulator.Checkpoint;
import io.millrace.proof.simulator.End;
import io.millrace.proof.simulator.Interceptor;
import io.millrace.proof.simulator.Setting;
import io.millrace.proof.simulator.Trace;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** One schedule of one history: everything that is not the product's comes from a seed. */
final class Simulation {

  private static final int[] PARALLELISMS = {1, 1, 1, 2, 2, 5};
  private static final int[] MEMORIES = {0, 1, 1, 2, 600};

  private static final int MOST_STEPS = 1_000_000;

  private final Job job;
  private final History history;
  private final PostgresModel postgres;
  private final Delivery delivery;
  private final Ledger ledger;
  private final SinkModel sink;
  private final Random random;
  private final Interceptor interceptor;
  private final Features features;
  private final Map<String, End.Factory> ends = new HashMap<>();

  /** How eager sources are, of 32. */
  private final int pace;

  /** Steps between two checkpoints, about. */
  private final int interval;

  private final int looksForACrash;
  private final int looksForACommit;

  private long looks;
  private int crashesLeft;
  private Setting setting;
  private Attempt attempt;
  private Checkpoint last;
  private Checkpoint earlier;
  private Checkpoint unpublished;
  private long checkpoint;
  private final Tally tally = new Tally();

  /**
   * @param seed of the schedule
   * @param crashes at most
   */
  Simulation(Job job, History history, long seed, int crashes, Defect defect, Features features) {
    this.job = job;
    this.history = history;
    this.random = new Random(seed);
    this.interceptor = Boolean.getBoolean("millrace.trace") ? new Trace() : defect.interceptor();
    this.delivery = random.nextInt(5) == 0 ? Delivery.LOW_LATENCY : Delivery.EXACTLY_ONCE;
    this.features = features;
    this.looksForACrash = features.looksForACrash();
    this.looksForACommit = features.looksForACommit();
    this.postgres =
        new PostgresModel(
            history, job.scenario().plan(), defect.sourceFlaw(), random, features.delaying());
    this.ledger = new Ledger(job.scenario(), history, postgres::quietUntil);
    EarlyRows early = defect.early(features.early());
    this.sink =
        new SinkModel(ledger, delivery, defect.sinkFlaw(), random, early, features.showing());
    for (int i = 0; i < job.scenario().queries().size(); i++) {
      int target = i;
      ends.put(Job.sink(i), subtask -> sink.target(target, subtask));
    }
    ends.put(Job.COMMITS, subtask -> sink.commits());
    this.crashesLeft = crashes == 0 ? 0 : random.nextInt(crashes + 1);
    this.pace = 1 + random.nextInt(30);
    this.interval = 50 + random.nextInt(500);
  }

  Tally run() throws Exception {
    start();
    long end = history.end(history.size());
    while (sink.reached() < end) {
      if (++tally.steps > MOST_STEPS) {
        throw new Violation(Violation.Promise.PROGRESS, "no end after " + MOST_STEPS + " steps");
      }
      try {
        step();
      } catch (Exception e) {
        Refusal.require(e, postgres);
        tally.refused++;
        start();
      }
    }
    sink.end();
    tally.seeds = 1;
    tally.featured = features.any() ? 1 : 0;
    tally.truncates = history.effectiveTruncates();
    tally.earlyInserts = sink.earlyInserts();
    tally.commits = ledger.commits();
    tally.rows = ledger.rows();
    tally.versions = ledger.versions();
    return tally;
  }

  private void step() throws Exception {
    int dice = random.nextInt(32);
    if (dice == 0) {
      if (++looks % looksForACommit == 0) {
        postgres.commitOne();
      }
      if (random.nextInt(interval) < 32 && !attempt.isCheckpointing() && unpublished == null) {
        attempt.trigger(++checkpoint);
      }
      if (crashesLeft > 0 && random.nextInt(looksForACrash) == 0) {
        crashesLeft--;
        tally.crashes++;
        tally.crashesInLoad += sink.isLoaded() ? 0 : 1;
        start();
      }
    }
    if (attempt.channelsReady() == 0 || dice <= pace) {
      stepSource(random.nextInt(attempt.sources()));
    } else {
      attempt.deliver(random.nextInt(attempt.channelsReady()));
    }
    checkpoints();
  }

  private void stepSource(int source) throws Exception {
    if (attempt.isTriggered(source) && random.nextInt(4) == 0) {
      attempt.sendBarrier(source);
    } else if (attempt.feedIsReady(source)) {
      attempt.step(source);
    }
  }

  /** A checkpoint completes; a while later, perhaps only after a crash, what it holds appears. */
  private void checkpoints() {
    Checkpoint done = attempt.completed();
    if (done != null) {
      tally.checkpoints++;
      earlier = last;
      last = done;
      unpublished = done;
      sink.completed(done.id());
    }
    if (unpublished != null && random.nextInt(8) == 0) {
      sink.publish(unpublished.id());
      unpublished = null;
    }
  }

  /** Not to before the first load's end: what has shown since then would stay. */
  private boolean mayGoBack() {
    boolean harmless =
        features.early() == EarlyRows.NEVER || earlier != null && sink.isLoadedAt(earlier.id());
    return delivery == Delivery.LOW_LATENCY && earlier != null && harmless;
  }

  /**
   * A start, or a restore from the last checkpoint. With low latency also from one before: that is
   * an old savepoint.
   */
  private void start() throws Exception {
    if (mayGoBack() && random.nextInt(3) == 0) {
      last = earlier;
      unpublished = null;
    }
    if (setting == null || random.nextInt(2) == 0) {
      int[] parallelism = new int[job.shape().components()];
      for (int i = 0; i < parallelism.length; i++) {
        parallelism[i] = PARALLELISMS[random.nextInt(PARALLELISMS.length)];
      }
      tally.rescales += setting == null ? 0 : 1;
      int memory = MEMORIES[random.nextInt(MEMORIES.length)];
      setting = new Setting(parallelism, random.nextInt(3) > 0, memory);
    }
    if (interceptor instanceof Trace) {
      System.out.println(
          "start from checkpoint " + (last == null ? 0 : last.id()) + ": " + setting);
    }
    sink.restore(last == null ? 0 : last.id());
    attempt = new Attempt(job.shape(), setting, postgres, ends, last, interceptor);
  }
}
