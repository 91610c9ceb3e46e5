package io.millrace.proof.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A database's life from the moment the slot is made. */
public final class History {

  /** Position of the slot's creation. */
  static final long SLOT = 100;

  private final Schema schema;
  private final List<Transaction> transactions;
  private final List<Database> states = new ArrayList<>();

  /** What each transaction did to rows: a TRUNCATE as the deletion of every row it found. */
  private final List<List<RowChanged>> effects = new ArrayList<>();

  /**
   * @param first what is there when the slot is made
   */
  public History(Schema schema, Database first, List<Transaction> transactions) {
    this.schema = schema;
    this.transactions = List.copyOf(transactions);
    states.add(first);
    for (Transaction transaction : transactions) {
      Database before = states.get(states.size() - 1);
      effects.add(effects(schema, before, transaction.changes()));
      states.add(before.apply(schema, transaction.changes()));
    }
  }

  private static List<RowChanged> effects(
      Schema schema, Database before, List<RowChanged> changes) {
    if (changes.stream().noneMatch(RowChanged::isTruncate)) {
      return changes;
    }
    List<RowChanged> all = new ArrayList<>();
    Database now = before;
    for (RowChanged change : changes) {
      if (change.isTruncate()) {
        now.tables()
            .get(change.table())
            .values()
            .forEach(row -> all.add(new RowChanged(change.table(), row, null)));
      } else {
        all.add(change);
      }
      now = now.apply(schema, List.of(change));
    }
    return all;
  }

  /** How many TRUNCATEs found rows. */
  public int effectiveTruncates() {
    int count = 0;
    for (int i = 0; i < size(); i++) {
      Database now = states.get(i);
      for (RowChanged change : transactions.get(i).changes()) {
        count += change.isTruncate() && !now.tables().get(change.table()).isEmpty() ? 1 : 0;
        now = now.apply(schema, List.of(change));
      }
    }
    return count;
  }

  /** What some transactions did, row by row, from one count to another. */
  public List<RowChanged> effects(int from, int to) {
    List<RowChanged> all = new ArrayList<>();
    effects.subList(from, to).forEach(all::addAll);
    return all;
  }

  public Schema schema() {
    return schema;
  }

  public List<Transaction> transactions() {
    return transactions;
  }

  public int size() {
    return transactions.size();
  }

  /** Histories with something left out: a transaction, a change, a row of the beginning. */
  public List<History> smaller() {
    List<History> all = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      List<Transaction> fewer = new ArrayList<>(transactions);
      fewer.remove(i);
      all.add(mended(states.get(0), fewer));
    }
    for (int i = 0; i < size(); i++) {
      Transaction transaction = transactions.get(i);
      for (int j = 0; j < transaction.changes().size(); j++) {
        List<RowChanged> fewer = new ArrayList<>(transaction.changes());
        fewer.remove(j);
        List<Transaction> other = new ArrayList<>(transactions);
        other.set(i, new Transaction(transaction.position(), transaction.end(), fewer));
        all.add(mended(states.get(0), other));
      }
    }
    for (int table = 0; table < schema.tables().size(); table++) {
      for (Object[] row : states.get(0).tables().get(table).values()) {
        RowChanged gone = new RowChanged(table, row, null);
        all.add(mended(states.get(0).apply(schema, List.of(gone)), transactions));
      }
    }
    return all;
  }

  /** Changes as they can still be made: one of a row that is not there is left out. */
  private History mended(Database first, List<Transaction> log) {
    List<Transaction> possible = new ArrayList<>();
    Database now = first;
    for (Transaction transaction : log) {
      List<RowChanged> changes = new ArrayList<>();
      for (RowChanged change : transaction.changes()) {
        RowChanged mended = mended(now, change);
        if (mended != null) {
          now = now.apply(schema, List.of(mended));
          changes.add(mended);
        }
      }
      possible.add(new Transaction(transaction.position(), transaction.end(), changes));
    }
    return new History(schema, first, possible);
  }

  private RowChanged mended(Database now, RowChanged change) {
    if (change.isTruncate()) {
      return change;
    }
    Table table = schema.tables().get(change.table());
    Object[] there =
        change.before() == null ? null : now.row(change.table(), table.key(change.before()));
    if (change.before() != null && there == null) {
      return null;
    }
    RowChanged mended = new RowChanged(change.table(), there, change.after());
    if (change.after() != null) {
      List<Object> key = table.key(change.after());
      boolean moves = there == null || !table.key(there).equals(key);
      if (moves && now.row(change.table(), key) != null) {
        return null;
      }
    }
    return now.apply(schema, List.of(mended)).keepsUnique(schema, change.table()) ? mended : null;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int table = 0; table < schema.tables().size(); table++) {
      for (Object[] row : states.get(0).tables().get(table).values()) {
        text.append("there is " + named(table, row) + "\n");
      }
    }
    for (Transaction transaction : transactions) {
      text.append("transaction at " + transaction.position() + ", end " + transaction.end() + "\n");
      for (RowChanged change : transaction.changes()) {
        if (change.isTruncate()) {
          text.append("  truncate -> " + schema.tables().get(change.table()).name() + "\n");
          continue;
        }
        text.append("  " + named(change.table(), change.before()));
        text.append(" -> " + named(change.table(), change.after()) + "\n");
      }
    }
    return text.toString();
  }

  private String named(int table, Object[] row) {
    return row == null ? "nothing" : schema.tables().get(table).name() + Arrays.toString(row);
  }

  /** After so many transactions. */
  public Database after(int count) {
    return states.get(count);
  }

  /** End of the log after so many transactions. */
  public long end(int count) {
    return count == 0 ? SLOT : transactions.get(count - 1).end();
  }

  /** How many transactions a watermark covers. */
  public int covered(long watermark) {
    int count = 0;
    while (count < size() && transactions.get(count).end() <= watermark) {
      count++;
    }
    return count;
  }
}
