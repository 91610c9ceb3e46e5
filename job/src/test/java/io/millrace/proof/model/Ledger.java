package io.millrace.proof.model;

import io.millrace.change.Change;
import io.millrace.change.Position;
import io.millrace.change.RowCursor;
import io.millrace.change.TargetChange;
import io.millrace.proof.history.Database;
import io.millrace.proof.history.History;
import io.millrace.proof.history.Query;
import io.millrace.proof.history.Scenario;
import io.millrace.proof.model.Violation.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Every row that came and every row that was published, and whether they keep the promises. */
public final class Ledger {

  private record Version(List<Object> key, Position position) {}

  private final Scenario scenario;
  private final History history;
  private final Oracle oracle;
  private final LongSupplier quietUntil;
  private final List<Map<List<Object>, StoredRow>> published = new ArrayList<>();
  private final List<Map<List<Object>, StoredRow>> youngest = new ArrayList<>();
  private final List<Map<Version, StoredRow>> came = new ArrayList<>();

  /** Where rows may show early: all versions there are. */
  private final List<Set<Version>> shown = new ArrayList<>();

  private long reached = Long.MIN_VALUE;
  private long rows;
  private int commits;

  /**
   * @param quietUntil up to which position the source may give other values when it reads again
   */
  public Ledger(Scenario scenario, History history, LongSupplier quietUntil) {
    this.scenario = scenario;
    this.history = history;
    this.quietUntil = quietUntil;
    this.oracle = new Oracle(scenario.schema());
    for (int i = 0; i < scenario.queries().size(); i++) {
      published.add(new HashMap<>());
      youngest.add(new HashMap<>());
      came.add(new HashMap<>());
      shown.add(new HashSet<>());
    }
  }

  public long rows() {
    return rows;
  }

  public int commits() {
    return commits;
  }

  /** Versions of rows that came, each counted once. */
  public long versions() {
    return came.stream().mapToLong(Map::size).sum();
  }

  int targets() {
    return published.size();
  }

  void came(int target, TargetChange change) {
    StoredRow now = stored(target, change);
    List<Object> key = key(target, now);
    StoredRow same = came.get(target).put(new Version(key, now.version()), now);
    boolean differs =
        same != null
            && (same.deleted() != now.deleted()
                || !now.deleted() && !same.values().equals(now.values()));
    if (differs && now.version().commit() > quietUntil.getAsLong()) {
      throw new Violation(Promise.SAME_AGAIN, name(target, key) + " was " + same + ", is " + now);
    }
    StoredRow before = youngest.get(target).get(key);
    if (before == null || now.version().compareTo(before.version()) >= 0) {
      youngest.get(target).put(key, now);
    }
  }

  void published(int target, TargetChange change, long watermark) {
    rows++;
    StoredRow now = stored(target, change);
    List<Object> key = key(target, now);
    StoredRow before = published.get(target).put(key, now);
    if (before != null) {
      int order = now.version().compareTo(before.version());
      if (order <= 0) {
        throw new Violation(
            order == 0 ? Promise.ONCE : Promise.VERSIONS_GROW,
            name(target, key) + " was " + before + ", is " + now);
      }
    }
    boolean aligned = reached > Change.SNAPSHOT_DELIVERED;
    boolean tooOld = aligned && now.version().commit() <= reached;
    boolean tooYoung = watermark > Change.SNAPSHOT_DELIVERED && now.version().commit() > watermark;
    if (tooOld || tooYoung) {
      throw new Violation(
          Promise.VERSION_IN_COMMIT,
          name(target, key) + " has " + now + " in (" + reached + ", " + watermark + "]");
    }
    if (aligned && !isTouched(target, key, watermark)) {
      throw new Violation(
          Promise.TOUCHED, name(target, key) + " has " + now + ", and nothing of it has changed");
    }
  }

  private boolean isTouched(int target, List<Object> key, long watermark) {
    int from = history.covered(reached);
    int to = history.covered(watermark);
    Query query = scenario.queries().get(target);
    return oracle.isTouched(query, key, history, from, to);
  }

  void check(long watermark) {
    if (watermark > Change.SNAPSHOT_DELIVERED) {
      Database now = history.after(history.covered(watermark));
      for (int target = 0; target < published.size(); target++) {
        Query query = scenario.queries().get(target);
        compare(query, published.get(target), oracle.result(query, now), watermark);
      }
    }
    reached = Math.max(reached, watermark);
    commits++;
  }

  /**
   * A row that was inserted where rows may show before their checkpoint. A version can come behind
   * a later one, which an early insert was quicker with.
   *
   * @param once whether the version may not be there yet; otherwise the last one inserted counts
   */
  void shown(int target, TargetChange change, boolean once) {
    rows++;
    StoredRow now = stored(target, change);
    List<Object> key = key(target, now);
    StoredRow before = published.get(target).get(key);
    boolean isNew = shown.get(target).add(new Version(key, now.version()));
    if (once && !isNew) {
      throw new Violation(
          Promise.ONCE, name(target, key) + " has " + now + " again, beside " + before);
    }
    if (before == null || now.version().compareTo(before.version()) >= 0) {
      published.get(target).put(key, now);
    }
  }

  /** Commit of the youngest row that a table holds. */
  long youngest(int target) {
    return published.get(target).values().stream()
        .mapToLong(row -> row.version().commit())
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** Whether a table holds a row whose version is of a commit or a later one. */
  boolean holdsFrom(int target, long commit) {
    return published.get(target).values().stream()
        .anyMatch(row -> row.version().commit() >= commit);
  }

  /** Whether a table holds a row's version or a later one. */
  boolean isThere(int target, TargetChange change) {
    StoredRow row = stored(target, change);
    StoredRow there = published.get(target).get(key(target, row));
    return there != null && there.version().compareTo(row.version()) >= 0;
  }

  /** A commit is the query, but for keys that show a version from behind it already. */
  void checkShown(long watermark) {
    commits++;
    if (watermark <= Change.SNAPSHOT_DELIVERED) {
      return;
    }
    Database now = history.after(history.covered(watermark));
    for (int target = 0; target < published.size(); target++) {
      Query query = scenario.queries().get(target);
      Map<List<Object>, StoredRow> table = new HashMap<>(published.get(target));
      Map<List<Object>, List<Object>> expected = oracle.result(query, now);
      table
          .entrySet()
          .removeIf(
              row -> {
                boolean ahead = row.getValue().version().commit() > watermark;
                if (ahead) {
                  expected.remove(row.getKey());
                }
                return ahead;
              });
      compare(query, table, expected, watermark);
    }
  }

  /**
   * Not counted: keys whose youngest version came from where the snapshot and the log overlap, if
   * the source read tables again after a failure. Then a row can be gone or changed without a
   * younger version that says so.
   */
  void checkAllThatCame() {
    long quiet = quietUntil.getAsLong();
    int end = history.size();
    for (int target = 0; target < youngest.size(); target++) {
      Query query = scenario.queries().get(target);
      Map<List<Object>, List<Object>> expected = oracle.result(query, history.after(end));
      Map<List<Object>, StoredRow> all = youngest.get(target);
      expected
          .keySet()
          .removeIf(key -> all.containsKey(key) && all.get(key).version().commit() <= quiet);
      all.values().removeIf(stored -> stored.version().commit() <= quiet);
      compare(query, all, expected, history.end(end));
    }
  }

  private void compare(
      Query query,
      Map<List<Object>, StoredRow> table,
      Map<List<Object>, List<Object>> expected,
      long watermark) {
    Map<List<Object>, List<Object>> actual = new HashMap<>();
    table.forEach(
        (key, stored) -> {
          if (!stored.deleted()) {
            actual.put(key, stored.values());
          }
        });
    if (!actual.equals(expected)) {
      throw new Violation(
          Promise.CONTENT,
          query.name() + " at " + watermark + " is\n" + actual + "\nnot\n" + expected);
    }
  }

  private StoredRow stored(int target, TargetChange change) {
    RowCursor cursor =
        new RowCursor(scenario.plan().targets().get(target).layout()).reset(change.row());
    List<Object> values = new ArrayList<>();
    while (cursor.next()) {
      values.add(cursor.value());
    }
    return new StoredRow(change.position(), change.deleted(), values);
  }

  private List<Object> key(int target, StoredRow stored) {
    List<Object> key = new ArrayList<>();
    for (int column : scenario.plan().targets().get(target).key()) {
      Object value = stored.values().get(column);
      key.add(value instanceof Integer number ? (Object) number.longValue() : value);
    }
    return key;
  }

  private String name(int target, List<Object> key) {
    return scenario.queries().get(target).name() + " " + key;
  }
}
