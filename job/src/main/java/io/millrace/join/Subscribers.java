package io.millrace.join;

import java.util.Arrays;

/**
 * Which key groups refer to a dimension's row, and with how many facts each; immutable. Takes space
 * for the groups that do, not for all.
 */
final class Subscribers {

  static final Subscribers NONE = new Subscribers(new int[0], new int[0]);

  /** Ascending. */
  private final int[] groups;

  private final int[] facts;

  private Subscribers(int[] groups, int[] facts) {
    this.groups = groups;
    this.facts = facts;
  }

  /**
   * @param groups ascending
   * @param facts of each group, at least one
   */
  static Subscribers of(int[] groups, int[] facts) {
    return groups.length == 0 ? NONE : new Subscribers(groups, facts);
  }

  boolean isEmpty() {
    return groups.length == 0;
  }

  /** How many groups there are. */
  int size() {
    return groups.length;
  }

  int group(int index) {
    return groups[index];
  }

  int facts(int index) {
    return facts[index];
  }

  /** Facts of a group; 0 when it is not subscribed. */
  int of(int group) {
    int index = Arrays.binarySearch(groups, group);
    return index < 0 ? 0 : facts[index];
  }

  /**
   * @throws IllegalStateException when a group would have fewer than none
   */
  Subscribers plus(int group, int step) {
    int index = Arrays.binarySearch(groups, group);
    int now = (index < 0 ? 0 : facts[index]) + step;
    if (now < 0) {
      throw new IllegalStateException("key group " + group + " gives up a row it never asked for");
    }
    if (index < 0) {
      return now == 0 ? this : with(-index - 1, group, now);
    }
    if (now == 0) {
      return without(index);
    }
    int[] counted = facts.clone();
    counted[index] = now;
    return new Subscribers(groups, counted);
  }

  private Subscribers with(int index, int group, int now) {
    int[] moreGroups = new int[groups.length + 1];
    int[] moreFacts = new int[groups.length + 1];
    System.arraycopy(groups, 0, moreGroups, 0, index);
    System.arraycopy(facts, 0, moreFacts, 0, index);
    moreGroups[index] = group;
    moreFacts[index] = now;
    System.arraycopy(groups, index, moreGroups, index + 1, groups.length - index);
    System.arraycopy(facts, index, moreFacts, index + 1, groups.length - index);
    return new Subscribers(moreGroups, moreFacts);
  }

  private Subscribers without(int index) {
    int[] fewerGroups = new int[groups.length - 1];
    int[] fewerFacts = new int[groups.length - 1];
    System.arraycopy(groups, 0, fewerGroups, 0, index);
    System.arraycopy(facts, 0, fewerFacts, 0, index);
    System.arraycopy(groups, index + 1, fewerGroups, index, groups.length - index - 1);
    System.arraycopy(facts, index + 1, fewerFacts, index, groups.length - index - 1);
    return of(fewerGroups, fewerFacts);
  }
}
