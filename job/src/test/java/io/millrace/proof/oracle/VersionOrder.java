package io.millrace.proof.oracle;

import io.millrace.change.Position;
import io.millrace.cli.verify.TargetHistory;
import io.millrace.cli.verify.Version;
import io.millrace.proof.oracle.Oracle.Inserts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What every version of one target must be: there once; newer than all that earlier inserts brought
 * of its key; at the position of a transaction; and inserted with the commit that covers it. What
 * of this holds the {@link Inserts} say; that a version is inserted when the commit that covers it
 * is published, and is the same wherever it is there again, holds always.
 */
final class VersionOrder {

  private final TargetHistory history;
  private final List<PublishedCommit> commits;
  private final Set<Long> positions = new HashSet<>();
  private final Inserts inserts;
  private final List<String> findings = new ArrayList<>();

  /**
   * @param commits in the order in which they were published
   */
  VersionOrder(
      TargetHistory history,
      List<PublishedCommit> commits,
      List<Transaction> transactions,
      Inserts inserts) {
    this.history = history;
    this.commits = commits;
    this.inserts = inserts;
    transactions.forEach(transaction -> positions.add(transaction.position()));
  }

  List<String> findings(int most) {
    Set<Long> beforeTheLog = new HashSet<>();
    for (Version version : history.versions()) {
      if (!positions.contains(version.commit())) {
        beforeTheLog.add(version.commit());
        if (beforeTheLog.size() > 1) {
          report(version, "no transaction committed there, and the snapshot has another position");
        }
      }
      window(version);
      if (history.isKeyedByPosition()) {
        place(version, beforeTheLog);
      }
    }
    perKey();
    return findings.subList(0, Math.min(most, findings.size()));
  }

  /** A row's key, where that is its place in the log; what is joined to it may change later. */
  private void place(Version version, Set<Long> beforeTheLog) {
    long commit = Long.parseLong(version.key().get(0));
    if (Long.compareUnsigned(commit, version.commit()) > 0) {
      report(version, "it is older than its row");
    }
    if (!positions.contains(commit)) {
      beforeTheLog.add(commit);
      if (beforeTheLog.size() > 1) {
        report(version, "no transaction committed where its row came, nor was the snapshot there");
      }
    }
  }

  /** The snapshot's rows come in several inserts; so may those of the first commit's log. */
  private void window(Version version) {
    int commit = coveredBy(version.commit());
    if (commit < commits.size() && version.insertedAt() > commits.get(commit).insertedAt()) {
      report(version, "it was inserted after the " + commits.get(commit) + ", which covers it");
    }
    if (commit > 0
        && inserts.areWithTheirCommit()
        && version.insertedAt() < commits.get(commit - 1).insertedAt()) {
      report(
          version,
          "it was inserted before the " + commits.get(commit - 1) + ", which does not cover it");
    }
  }

  /** Index of the first commit that covers a position; their number when none does. */
  private int coveredBy(long position) {
    int low = 0;
    int high = commits.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (Long.compareUnsigned(commits.get(middle).lsn(), position) >= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Later inserts bring newer versions only. One insert may bring a key's row and the tombstone of
   * its old place, in one part for each partition.
   */
  private void perKey() {
    Map<List<String>, List<Version>> byKey = new HashMap<>();
    for (Version version : history.versions()) {
      byKey.computeIfAbsent(version.key(), key -> new ArrayList<>()).add(version);
    }
    for (List<Version> versions : byKey.values()) {
      if (inserts.areOnce()) {
        once(versions);
      } else {
        same(versions);
      }
      if (!inserts.areInOrder()) {
        continue;
      }
      // Stable: versions of one insert stay sorted by version.
      versions.sort(Comparator.comparingLong(Version::insertedAt));
      for (int i = 1; i < versions.size(); i++) {
        if (compare(versions.get(i), versions.get(i - 1)) < 0) {
          report(versions.get(i), "it came after the newer " + versions.get(i - 1));
        }
      }
    }
  }

  /**
   * @param versions of one key, by version
   */
  private void once(List<Version> versions) {
    Map<String, Version> last = new HashMap<>();
    for (Version version : versions) {
      Version before = last.put(version.place(), version);
      if (before != null && version.isVersionOf(before)) {
        report(version, "it is there twice, also in " + before.part());
      }
    }
  }

  /**
   * FINAL shows any one of them.
   *
   * @param versions of one key, by version
   */
  private void same(List<Version> versions) {
    Map<String, Version> last = new HashMap<>();
    for (Version version : versions) {
      Version before = last.put(version.place(), version);
      if (before != null && version.isVersionOf(before) && !version.shows(before)) {
        report(version, "it is another row in " + before.part());
      }
    }
  }

  private static int compare(Version a, Version b) {
    int byCommit = Long.compareUnsigned(a.commit(), b.commit());
    return byCommit != 0 ? byCommit : Long.compareUnsigned(a.lower(), b.lower());
  }

  private void report(Version version, String what) {
    findings.add(
        "%s, %s: %s (commit position %s)"
            .formatted(history.name(), version, what, Position.lsn(version.commit())));
  }
}
