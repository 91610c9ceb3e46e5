package io.millrace.change;

import java.nio.ByteBuffer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.util.MathUtils;

/**
 * Flink's key groups, addressed by number. A join sends a dimension's row to a key group of facts,
 * not to each fact; for that every group has a representative: an {@code int} that Flink itself
 * assigns to the group.
 */
public final class KeyGroups {

  /** Max parallelism of the job. Part of every savepoint: it can never change. */
  public static final int COUNT = 256;

  private static final int[] REPRESENTATIVES = representatives();
  private static final Key[] REPRESENTATIVE_KEYS = representativeKeys();

  private KeyGroups() {}

  /** The group Flink assigns the key to, 0 to {@link #COUNT} - 1. */
  public static int of(Key key) {
    return KeyGroupRangeAssignment.assignToKeyGroup(key, COUNT);
  }

  /** A Flink key whose own key group is {@code group}. */
  public static int representative(int group) {
    return REPRESENTATIVES[group];
  }

  /**
   * A key that Flink assigns to {@code group}, where a stream is keyed by rows' keys: for what
   * concerns all of them. It may happen to be the key of a row.
   */
  public static Key representativeKey(int group) {
    return REPRESENTATIVE_KEYS[group];
  }

  private static Key[] representativeKeys() {
    Key[] found = new Key[COUNT];
    int missing = COUNT;
    for (int candidate = 0; missing > 0; candidate++) {
      Key key = Key.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(candidate).array());
      int group = of(key);
      if (found[group] == null) {
        found[group] = key;
        missing--;
      }
    }
    return found;
  }

  private static int[] representatives() {
    int[] found = new int[COUNT];
    boolean[] has = new boolean[COUNT];
    int missing = COUNT;
    for (int candidate = 0; missing > 0; candidate++) {
      int group = MathUtils.murmurHash(Integer.hashCode(candidate)) % COUNT;
      if (!has[group]) {
        has[group] = true;
        found[group] = candidate;
        missing--;
      }
    }
    return found;
  }
}
