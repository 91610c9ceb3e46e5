package io.millrace.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {

  @Test
  void everyGroupsRepresentativeIsInIt() {
    for (int group = 0; group < KeyGroups.COUNT; group++) {
      int found =
          KeyGroupRangeAssignment.assignToKeyGroup(
              KeyGroups.representative(group), KeyGroups.COUNT);
      assertThat(found).isEqualTo(group);
    }
  }

  @Test
  void everyGroupsRepresentativeKeyIsInIt() {
    for (int group = 0; group < KeyGroups.COUNT; group++) {
      assertThat(KeyGroups.of(KeyGroups.representativeKey(group))).isEqualTo(group);
    }
  }
}
