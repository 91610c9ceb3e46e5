package io.millrace.proof.real;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * All that a seed stands for.
 *
 * @param first fills the tables
 * @param sessions what each tries, in order
 * @param backend of the job's state, by Flink's name: RocksDB's files are most of a short job's
 *     cost
 * @param delivery how rows come to ClickHouse
 * @param parallelism of the job's first run
 * @param interruptions of the job, in order
 */
record RealHistory(
    long seed,
    RealScenario scenario,
    Work first,
    List<List<Work>> sessions,
    String backend,
    Delivery delivery,
    int parallelism,
    List<Interruption> interruptions) {

  private static final int MOST_SESSIONS = 4;
  private static final int MOST_TRANSACTIONS = 30;

  /** Three cost much on a small machine. */
  private static final int[] PARALLELISMS = {1, 1, 1, 2, 2, 3};

  /** When rows come to ClickHouse, and how often. */
  enum Delivery {
    /** With their commit, once. */
    EXACTLY_ONCE,
    /** Once; there is too little room for rows to wait for their commit ({@link Ballast}). */
    EXACTLY_ONCE_EARLY,
    /** Soon, and after a failure again. */
    LOW_LATENCY
  }

  /** Most keep the strictest promise. */
  private static final Delivery[] DELIVERIES = {
    Delivery.EXACTLY_ONCE,
    Delivery.EXACTLY_ONCE,
    Delivery.EXACTLY_ONCE,
    Delivery.EXACTLY_ONCE_EARLY,
    Delivery.LOW_LATENCY
  };

  /** What happens to the job while sessions go on. */
  enum Kind {
    /** Stopped with a savepoint, and resumed from it. */
    SAVEPOINT,
    /** Cancelled at any moment, and resumed from its newest checkpoint. */
    CANCEL,
    /** A target table is away, so the job fails, and restarts itself. */
    FAILURE
  }

  /**
   * One of these.
   *
   * @param parallelism afterwards, but for a failure
   */
  record Interruption(Kind kind, int parallelism) {}

  RealHistory {
    sessions = sessions.stream().map(List::copyOf).toList();
    interruptions = List.copyOf(interruptions);
  }

  static RealHistory of(long seed) {
    Random random = new Random(seed * 31 + 7);
    RealScenario scenario = RealScenario.of(seed);
    int keys = 2 + random.nextInt(20);
    Work first = new WorkWriter(scenario.tables(), random, keys).first();
    List<List<Work>> sessions = new ArrayList<>();
    int count = 2 + random.nextInt(MOST_SESSIONS - 1);
    for (int i = 0; i < count; i++) {
      WorkWriter writer = new WorkWriter(scenario.tables(), new Random(random.nextLong()), keys);
      List<Work> session = new ArrayList<>();
      if (i > 0 && random.nextInt(3) == 0) {
        session.add(writer.acrossTheSnapshot());
      }
      for (int left = 8 + random.nextInt(MOST_TRANSACTIONS); left > 0; left--) {
        session.add(writer.next());
      }
      sessions.add(session);
    }
    List<Interruption> interruptions = new ArrayList<>();
    String backend = random.nextBoolean() ? "rocksdb" : "hashmap";
    int parallelism = parallelism(random);
    Delivery delivery = delivery(seed);
    for (int left = random.nextInt(3); left > 0; left--) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      interruptions.add(new Interruption(kind, parallelism(random)));
    }
    if (Appended.isIn(seed)) {
      sessions.add(Appended.session(scenario, seed, keys));
    }
    if (delivery == Delivery.EXACTLY_ONCE_EARLY) {
      sessions.add(Ballast.session(new Random(~seed)));
    }
    return new RealHistory(
        seed, scenario, first, sessions, backend, delivery, parallelism, interruptions);
  }

  /**
   * By a random of its own, so that the rest of a seed is what it was before there were several.
   */
  private static Delivery delivery(long seed) {
    return DELIVERIES[new Random(~seed).nextInt(DELIVERIES.length)];
  }

  private static int parallelism(Random random) {
    return PARALLELISMS[random.nextInt(PARALLELISMS.length)];
  }

  /** With these sessions only, each with its first transactions only. */
  RealHistory with(List<Integer> kept, int transactions, int interrupted) {
    List<List<Work>> fewer =
        kept.stream()
            .map(sessions::get)
            .map(session -> session.subList(0, Math.min(transactions, session.size())))
            .toList();
    return new RealHistory(
        seed,
        scenario,
        first,
        fewer,
        backend,
        delivery,
        parallelism,
        interruptions.subList(0, interrupted));
  }

  int transactions() {
    return sessions.stream().mapToInt(List::size).sum();
  }

  /** For a message. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scenario.toString());
    text.append(Appended.isIn(seed) ? "table without a key, " : "")
        .append(backend)
        .append(", ")
        .append(delivery)
        .append(", parallelism ")
        .append(parallelism)
        .append(", then ")
        .append(interruptions);
    text.append("\nfirst\n  ").append(first).append('\n');
    for (int i = 0; i < sessions.size(); i++) {
      text.append("session ").append(i).append('\n');
      sessions.get(i).forEach(work -> text.append("  ").append(work).append('\n'));
    }
    return text.toString();
  }
}
