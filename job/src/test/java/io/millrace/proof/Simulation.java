package io.millrace.proof;

import io.millrace.proof.history.History;
import io.millrace.proof.history.HistoryGenerator;
import io.millrace.proof.history.PostgresModel;
import io.millrace.proof.history.Scenario;
import io.millrace.proof.model.SinkModel;
import io.millrace.proof.model.Violation;
import io.millrace.proof.simulator.Attempt;
import io.millrace.proof.simulator.Checkpoint;
import io.millrace.proof.simulator.End;
import io.millrace.proof.simulator.Interceptor;
import io.millrace.proof.simulator.JobShape;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** One seed: a scenario, a history, and a schedule with crashes. */
final class Simulation {

  private static final int[] PARALLELISMS = {1, 1, 1, 2, 2, 5};

  private final Scenario scenario;
  private final JobShape shape;
  private final History history;
  private final PostgresModel postgres;
  private final SinkModel sink;
  private final Random random;
  private final Interceptor interceptor;
  private final Map<String, End.Factory> ends = new HashMap<>();
  private int[] parallelism;
  private Attempt attempt;
  private Checkpoint last;
  private long checkpoint;
  private int crashes;
  long steps;

  Simulation(Job job, long seed, Interceptor interceptor) {
    this.scenario = job.scenario();
    this.shape = job.shape();
    this.interceptor = interceptor;
    this.random = new Random(seed);
    this.history = HistoryGenerator.history(scenario.schema(), random, 1 + random.nextInt(20));
    this.postgres = new PostgresModel(history, scenario.plan(), random);
    this.sink = new SinkModel(scenario, history);
    for (int i = 0; i < scenario.queries().size(); i++) {
      int target = i;
      ends.put("sink-" + i, subtask -> sink.target(target));
    }
    ends.put("commits", subtask -> sink.commits());
    this.crashes = random.nextInt(3);
  }

  void run() throws Exception {
    start();
    long end = history.end(history.size());
    int pace = 1 + random.nextInt(30);
    int often = 20 + random.nextInt(200);
    while (sink.published() < end) {
      if (++steps > 2_000_000) {
        throw new Violation(Violation.Promise.PROGRESS, "no end after " + steps + " steps");
      }
      step(pace, often);
    }
  }

  private void step(int pace, int often) throws Exception {
    int dice = random.nextInt(32);
    if (dice == 0 || postgres.isOver() && dice < 2) {
      postgres.commitOne();
      if (random.nextInt(often) < 8 && !attempt.isCheckpointing()) {
        attempt.trigger(++checkpoint);
      }
      if (crashes > 0 && random.nextInt(60) == 0) {
        crashes--;
        start();
      }
    }
    if (attempt.channelsReady() == 0 || dice <= pace) {
      int source = random.nextInt(attempt.sources());
      if (attempt.isTriggered(source) && random.nextInt(4) == 0) {
        attempt.sendBarrier(source);
      } else if (attempt.feedIsReady(source)) {
        attempt.step(source);
      }
    } else {
      attempt.deliver(random.nextInt(attempt.channelsReady()));
    }
    Checkpoint done = attempt.completed();
    if (done != null) {
      last = done;
      if (Boolean.getBoolean("millrace.trace")) System.out.println("PUBLISH " + done.id());
      sink.publish(done.id());
    }
  }

  /** A start, or a restore from the last checkpoint. */
  private void start() throws Exception {
    if (parallelism == null || random.nextInt(2) == 0) {
      parallelism = new int[shape.components()];
      for (int i = 0; i < parallelism.length; i++) {
        parallelism[i] = PARALLELISMS[random.nextInt(PARALLELISMS.length)];
      }
    }
    if (Boolean.getBoolean("millrace.trace"))
      System.out.println(
          "START from " + (last == null ? 0 : last.id()) + java.util.Arrays.toString(parallelism));
    sink.restore(last == null ? 0 : last.id());
    attempt = new Attempt(shape, parallelism, postgres, ends, last, interceptor);
  }

  @Override
  public String toString() {
    return scenario + "transactions " + history.size() + ", steps " + steps;
  }
}
