package io.millrace.proof.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Commits come once each, and go forward. */
final class CommitOrder {

  private CommitOrder() {}

  /**
   * @param commits in the order in which they were published
   */
  static List<String> findings(List<PublishedCommit> commits) {
    List<String> findings = new ArrayList<>();
    Set<List<Long>> seen = new HashSet<>();
    PublishedCommit before = null;
    for (PublishedCommit commit : commits) {
      if (!seen.add(List.of(commit.checkpoint(), commit.lsn()))) {
        findings.add(commit + " is published twice");
      }
      if (before != null && Long.compareUnsigned(commit.lsn(), before.lsn()) < 0) {
        findings.add(commit + " goes back behind " + before);
      }
      before = commit;
    }
    return findings;
  }
}
