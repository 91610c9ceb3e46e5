package io.millrace.proof.history;

import java.util.ArrayList;
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
