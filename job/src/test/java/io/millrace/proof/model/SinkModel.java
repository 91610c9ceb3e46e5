package io.millrace.proof.model;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.TargetChange;
import io.millrace.proof.model.Violation.Promise;
import io.millrace.proof.simulator.End;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Stands where the sink does. Exactly once: a checkpoint seals what came before its barrier, each
 * part with a token; when it has completed the parts are inserted, sometimes twice because the
 * first answer was lost, and what the server then holds is checked. Low latency: rows are inserted
 * as they come. Either way everything that ever came is kept and checked.
 *
 * <p>With {@link EarlyRows} writers insert some of what they hold before the checkpoint; then every
 * commit is checked but for keys that show a later version.
 */
public final class SinkModel {

  /** What one subtask of one target gave at one checkpoint. */
  private record Part(int target, long watermark, long token, List<TargetChange> rows) {}

  private final Ledger ledger;
  private final Delivery delivery;
  private final SinkFlaw flaw;
  private final Random random;
  private final EarlyInserts early;
  private final Server server = new Server();
  private final TreeMap<Long, List<Part>> sealed = new TreeMap<>();
  private final TreeMap<Long, Set<Long>> commits = new TreeMap<>();

  /** By checkpoint, the watermark of its barrier. */
  private final Map<Long, Long> cuts = new HashMap<>();

  /** Whether what the present attempt goes on from, or has published, is of one moment. */
  private boolean consistent;

  private long lastPublished;
  private List<Part> lastParts = List.of();
  private long tokens = 1_000_000;
  private long reached = Long.MIN_VALUE;

  /** Without early rows. */
  public SinkModel(Ledger ledger, Delivery delivery, SinkFlaw flaw, Random random) {
    this(ledger, delivery, flaw, random, EarlyRows.NEVER, null);
  }

  /**
   * @param when rows may show early
   * @param often draws how often they do
   */
  public SinkModel(
      Ledger ledger,
      Delivery delivery,
      SinkFlaw flaw,
      Random random,
      EarlyRows when,
      Random often) {
    this.ledger = ledger;
    this.delivery = delivery;
    this.flaw = flaw;
    this.random = random;
    this.early = new EarlyInserts(when, often, ledger, flaw);
  }

  /** The subtask of a target's sink. */
  public End target(int target, int subtask) {
    return new TargetEnd(target, subtask);
  }

  private final class TargetEnd implements End {
    private final int target;
    private final int subtask;
    private List<TargetChange> open = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;

    TargetEnd(int target, int subtask) {
      this.target = target;
      this.subtask = subtask;
    }

    @Override
    public void record(Object value) {
      TargetChange row = (TargetChange) value;
      ledger.came(target, row);
      open.add(row);
      if (early.areDue(watermark)) {
        insertOpen();
      }
    }

    private void insertOpen() {
      List<TargetChange> rows = open;
      if (delivery == Delivery.EXACTLY_ONCE) {
        rows = early.notThere("writer-" + subtask, target, rows);
      }
      if (flaw != SinkFlaw.EARLY_ROWS_FORGOTTEN) {
        rows.forEach(row -> ledger.shown(target, row, delivery == Delivery.EXACTLY_ONCE));
      }
      if (flaw != SinkFlaw.EARLY_ROWS_SEALED_TOO) {
        open = new ArrayList<>();
      }
    }

    @Override
    public void watermark(long now) {
      watermark = now;
    }

    @Override
    public void barrier(long checkpoint) {
      cuts.put(checkpoint, watermark);
      if (delivery == Delivery.LOW_LATENCY && early.areAllowed(watermark)) {
        insertOpen();
      }
      long token = flaw == SinkFlaw.TOKEN_REUSED ? target * 100L + subtask : tokens++;
      Part part = new Part(target, watermark, token, open);
      open = new ArrayList<>();
      sealed.computeIfAbsent(checkpoint, c -> new ArrayList<>()).add(part);
      if (flaw == SinkFlaw.COMMIT_BEFORE_CHECKPOINT) {
        server.insert(part.token(), target, part.rows());
      }
    }
  }

  /** The subtask of the commits' sink. */
  public End commits() {
    return new End() {
      private long last = Long.MIN_VALUE;

      @Override
      public void record(Object value) {
        last = ((Commit) value).lsn();
      }

      @Override
      public void watermark(long now) {}

      @Override
      public void barrier(long checkpoint) {
        commits.computeIfAbsent(checkpoint, c -> new HashSet<>()).add(last);
      }
    };
  }

  /** What was sealed after the checkpoint is lost with the attempt that did. */
  public void restore(long checkpoint) {
    sealed.tailMap(checkpoint, false).clear();
    commits.tailMap(checkpoint, false).clear();
    if (flaw == SinkFlaw.COMMITTABLES_LOST_IN_A_CRASH) {
      sealed.values().forEach(parts -> parts.replaceAll(SinkModel::emptied));
    }
    consistent = isLoadedAt(checkpoint);
    early.restart(checkpoint, consistent, ledger.targets());
    if (early.happen() && checkpoint > 0 && checkpoint == lastPublished) {
      lastParts.forEach(part -> insertBesideEarly(checkpoint, part));
      showAdded();
    }
  }

  /** A checkpoint has completed; what it holds is published later. */
  public void completed(long checkpoint) {
    if (isLoadedAt(checkpoint)) {
      early.loaded();
    }
  }

  /** Whether rows of a checkpoint, or of what came after it, are never read again. */
  public boolean isLoadedAt(long checkpoint) {
    return cuts.getOrDefault(checkpoint, Long.MIN_VALUE) > Change.SNAPSHOT_DELIVERED;
  }

  /** Whether the attempt is past the first load for good. */
  public boolean isLoaded() {
    return early.isLoaded();
  }

  /** Times that rows showed before their checkpoint. */
  public long earlyInserts() {
    return early.count();
  }

  private static Part emptied(Part part) {
    return new Part(part.target(), part.watermark(), part.token(), List.of());
  }

  /** The watermark published last. */
  public long reached() {
    return reached;
  }

  /** A checkpoint has completed: what it holds, and what was left from earlier ones, appears. */
  public void publish(long checkpoint) {
    Map<Long, List<Part>> due = sealed.headMap(checkpoint, true);
    due.forEach(this::publish);
    due.clear();
    commits.headMap(checkpoint, true).clear();
  }

  private void publish(long checkpoint, List<Part> parts) {
    long watermark = parts.get(0).watermark();
    for (Part part : parts) {
      if (part.watermark() != watermark) {
        throw new Violation(
            Promise.ONE_CUT,
            "checkpoint " + checkpoint + " holds " + watermark + " and " + part.watermark());
      }
    }
    // Some reader has not repeated its watermark since a restore: the commits wait, rows cannot be.
    boolean saysNothing = watermark == Long.MIN_VALUE;
    if (saysNothing && consistent && parts.stream().anyMatch(part -> !part.rows().isEmpty())) {
      throw new Violation(
          Promise.ONE_CUT, "checkpoint " + checkpoint + " has rows and no watermark");
    }
    for (long commit : commits.getOrDefault(checkpoint, Set.of())) {
      if (!saysNothing && commit != Long.MIN_VALUE && commit != watermark) {
        throw new Violation(
            Promise.ONE_CUT,
            "checkpoint " + checkpoint + " is of " + watermark + ", its commit of " + commit);
      }
    }
    reached = watermark;
    consistent |= watermark > Change.SNAPSHOT_DELIVERED;
    if (early.happen()) {
      parts.forEach(part -> insertBesideEarly(checkpoint, part));
      showAdded();
      ledger.checkShown(watermark);
      lastPublished = checkpoint;
      lastParts = parts;
    } else if (delivery == Delivery.EXACTLY_ONCE) {
      parts.forEach(this::insert);
      server.takeAdded().forEach(added -> ledger.published(added.target(), added.row(), watermark));
      ledger.check(watermark);
    }
  }

  private void insertBesideEarly(long checkpoint, Part part) {
    List<TargetChange> rows = early.ofCheckpoint(checkpoint, part.target(), part.rows());
    insert(new Part(part.target(), part.watermark(), part.token(), rows));
  }

  private void showAdded() {
    server.takeAdded().forEach(added -> ledger.shown(added.target(), added.row(), true));
  }

  private void insert(Part part) {
    if (flaw == SinkFlaw.HALF_A_COMMIT && part.target() > 0) {
      return;
    }
    server.insert(part.token(), part.target(), part.rows());
    boolean answerIsLost = random.nextInt(4) == 0;
    if (answerIsLost) {
      long again = flaw == SinkFlaw.NEW_TOKEN_FOR_A_RETRY ? tokens++ : part.token();
      server.insert(again, part.target(), part.rows());
    }
  }

  /** Everything has come: the youngest version of each key is the query's row. */
  public void end() {
    if (delivery == Delivery.LOW_LATENCY && !early.happen()) {
      ledger.checkAllThatCame();
    }
  }
}
