package io.millrace.proof;

import io.millrace.proof.history.Histories;
import io.millrace.proof.history.History;
import io.millrace.proof.history.PostgresModel;
import io.millrace.proof.history.SourceFlaw;
import io.millrace.proof.model.Delivery;
import io.millrace.proof.model.Ledger;
import io.millrace.proof.model.SinkFlaw;
import io.millrace.proof.model.SinkModel;
import io.millrace.proof.simulator.Attempt;
import io.millrace.proof.simulator.Checkpoint;
import io.millrace.proof.simulator.End;
import io.millrace.proof.simulator.Interceptor;
import io.millrace.proof.simulator.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Two orders, one customer, three transactions: every schedule that leaves a plain one (take the
 * first thing that can be done) at most so many times. Leaving it can mean another channel, another
 * subtask of the source, a transaction that commits, a barrier or a crash, at any step.
 */
final class SmallScope {

  private final Job job = Job.of(Histories.ordersAndCustomer());
  private final History history = Histories.threeTransactions(job.scenario().schema());
  private final int parallelism;
  private final int share;
  private final int of;
  private long schedules;

  /**
   * @param share of the schedules, by where they first leave the plain one: 0 to {@code of} - 1
   */
  SmallScope(int parallelism, int share, int of) {
    this.parallelism = parallelism;
    this.share = share;
    this.of = of;
  }

  /** Where a schedule leaves the plain one, and which of the other choices it takes there. */
  private record Deviation(int step, int choice) {}

  /** Returns how many schedules there are. */
  long runAll(int deviations) throws Exception {
    explore(List.of(), deviations);
    return schedules;
  }

  private void explore(List<Deviation> so, int left) throws Exception {
    List<Integer> choices;
    try {
      choices = new Run(so).choices();
    } catch (Exception | Error e) {
      throw new AssertionError("fails with deviations " + so, e);
    }
    schedules++;
    int from = so.isEmpty() ? 0 : so.get(so.size() - 1).step() + 1;
    for (int step = from; left > 0 && step < choices.size(); step++) {
      boolean others = so.isEmpty() && step % of != share;
      for (int choice = 1; !others && choice < choices.get(step); choice++) {
        List<Deviation> more = new ArrayList<>(so);
        more.add(new Deviation(step, choice));
        explore(more, left - 1);
      }
    }
  }

  /** One schedule. */
  private final class Run {
    private final List<Deviation> deviations;
    private final PostgresModel postgres;
    private final SinkModel sink;
    private final Map<String, End.Factory> ends = new HashMap<>();
    private final List<Integer> choices = new ArrayList<>();
    private final Setting setting;
    private Attempt attempt;
    private Checkpoint last;
    private long checkpoint;
    private boolean crashed;

    Run(List<Deviation> deviations) {
      this.deviations = deviations;
      Random random = new Random(1);
      postgres = new PostgresModel(history, job.scenario().plan(), SourceFlaw.NONE, random, null);
      Ledger ledger = new Ledger(job.scenario(), history, postgres::quietUntil);
      sink = new SinkModel(ledger, Delivery.EXACTLY_ONCE, SinkFlaw.NONE, random);
      ends.put(Job.sink(0), subtask -> sink.target(0, subtask));
      ends.put(Job.COMMITS, subtask -> sink.commits());
      int[] all = new int[job.shape().components()];
      Arrays.fill(all, parallelism);
      setting = new Setting(all, true, 1);
    }

    /** How many choices there were at each step. */
    List<Integer> choices() throws Exception {
      start();
      while (sink.reached() < history.end(history.size())) {
        List<Action> actions = actions();
        int choice = 0;
        for (Deviation deviation : deviations) {
          choice = deviation.step() == choices.size() ? deviation.choice() : choice;
        }
        choices.add(actions.size());
        actions.get(choice).run();
        Checkpoint done = attempt.completed();
        if (done != null) {
          last = done;
          sink.publish(done.id());
        }
      }
      return choices;
    }

    private void start() throws Exception {
      sink.restore(last == null ? 0 : last.id());
      attempt = new Attempt(job.shape(), setting, postgres, ends, last, Interceptor.NONE);
    }

    /** What can be done; the plain schedule does the first. */
    private List<Action> actions() {
      List<Action> actions = new ArrayList<>();
      for (int i = 0; i < attempt.channelsReady(); i++) {
        int channel = i;
        actions.add(() -> attempt.deliver(channel));
      }
      for (int i = 0; i < attempt.sources(); i++) {
        int source = i;
        if (attempt.feedIsReady(source)) {
          actions.add(() -> attempt.step(source));
        }
        if (attempt.isTriggered(source)) {
          actions.add(() -> attempt.sendBarrier(source));
        }
      }
      if (!postgres.isOver()) {
        actions.add(postgres::commitOne);
      }
      if (!attempt.isCheckpointing()) {
        actions.add(() -> attempt.trigger(++checkpoint));
      }
      if (!crashed) {
        actions.add(
            () -> {
              crashed = true;
              start();
            });
      }
      return actions;
    }
  }

  /** Something the scheduler can do. */
  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }
}
