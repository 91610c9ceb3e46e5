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

  /**
   * @param first what is there when the slot is made
   */
  public History(Schema schema, Database first, List<Transaction> transactions) {
    this.schema = schema;
    this.transactions = List.copyOf(transactions);
    states.add(first);
    for (Transaction transaction : transactions) {
      states.add(states.get(states.size() - 1).apply(schema, transaction.changes()));
    }
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
