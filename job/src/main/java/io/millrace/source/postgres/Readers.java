package io.millrace.source.postgres;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the enumerator knows of its readers. For the coordinator's thread. */
final class Readers {

  private final Set<Integer> asking = new LinkedHashSet<>();

  /** Have said, since they began, what they hold. */
  private final Set<Integer> heard = new HashSet<>();

  /**
   * Follow the log already. They are sent nothing: a reader that the start guard refuses fails at
   * once, and an event that it does not get any more would be the failure that Flink sees, and
   * restart the job on.
   */
  private final Set<Integer> following = new HashSet<>();

  /** Have been told of the present phase. */
  private final Set<Integer> told = new HashSet<>();

  /** Have emitted all they read. */
  private final Set<Integer> delivered = new HashSet<>();

  /** It asks for a chunk and there is none for it. */
  void asks(int reader) {
    asking.add(reader);
  }

  /** Those that asked, in that order; they are to ask again. */
  Collection<Integer> takeAsking() {
    Set<Integer> asked = new LinkedHashSet<>(asking);
    asking.clear();
    return asked;
  }

  void heard(int reader, boolean follows) {
    heard.add(reader);
    if (follows) {
      following.add(reader);
    }
  }

  /** A reader that was not heard yet may hold a chunk. */
  boolean allHeard(int parallelism) {
    return heard.size() >= parallelism;
  }

  boolean follows(int reader) {
    return following.contains(reader);
  }

  /** Whether it has not been told of the present phase; from now on it has. */
  boolean isToBeTold(int reader) {
    return told.add(reader);
  }

  void delivered(int reader) {
    delivered.add(reader);
  }

  boolean allDelivered(int parallelism) {
    return delivered.size() == parallelism;
  }

  /** Nobody has been told of it. */
  void newPhase() {
    told.clear();
  }

  void nothingDelivered() {
    delivered.clear();
  }

  /** It begins again. */
  void forget(int reader) {
    asking.remove(reader);
    heard.remove(reader);
    following.remove(reader);
    told.remove(reader);
    delivered.remove(reader);
  }
}
