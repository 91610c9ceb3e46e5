package io.millrace.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.Row;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class DimensionEntryTest {

  private static final Key KEY = key(0);

  /**
   * The snapshot read the first row before it gave the unique key up, and the second after it got
   * it. Of the second the log then brings nothing new.
   */
  @Test
  void bothRowsThatASnapshotReadUnderAUniqueKeyAreKept() {
    DimensionEntry entry =
        DimensionEntry.EMPTY.after(comes(1, 10)).after(comes(2, 10)).after(leaves(1, 12));

    assertThat(entry.row()).isEqualTo(new DimensionRow(key(2), new Position(12, 0), row(2)));
    assertThat(entry.rivals()).isEmpty();
  }

  @Test
  void aRowThatLeavesDoesNotTakeAwayTheOneThatHasCome() {
    DimensionEntry entry =
        DimensionEntry.EMPTY.after(comes(1, 10)).after(comes(2, 13)).after(leaves(1, 12));

    assertThat(entry.row().owner()).isEqualTo(key(2));
    assertThat(entry.row().position()).isEqualTo(new Position(13, 0));
  }

  /** The key went from 1 to 2, to 1 and to 2 again; all of 1's part comes first. */
  @Test
  void aKeyHandedToAndFro() {
    DimensionEntry entry = DimensionEntry.EMPTY.after(comes(1, 10));
    for (DimensionChange change :
        new DimensionChange[] {
          leaves(1, 11), comes(1, 14), leaves(1, 15), comes(2, 12), leaves(2, 13), comes(2, 16)
        }) {
      entry = entry.after(change);
    }

    assertThat(entry.row()).isEqualTo(new DimensionRow(key(2), new Position(16, 0), row(2)));
    assertThat(entry.rivals()).isEmpty();
  }

  /** The change is older than the other row's leaving, and yet the row's latest. */
  @Test
  void aLateChangeOfTheRowThatIsLeft() {
    DimensionEntry entry =
        DimensionEntry.EMPTY
            .after(comes(1, 10))
            .after(comes(2, 10))
            .after(leaves(1, 15))
            .after(new DimensionChange(KEY, key(2), new Position(12, 0), 0, row(9)));

    assertThat(entry.row()).isEqualTo(new DimensionRow(key(2), new Position(15, 0), row(9)));
  }

  @Test
  void rivalsAreStored() throws IOException {
    DimensionEntry entry =
        DimensionEntry.EMPTY
            .after(comes(1, 10))
            .after(comes(2, 10))
            .with(Subscribers.NONE.plus(3, 1));
    DataOutputSerializer out = new DataOutputSerializer(64);
    new DimensionEntrySerializer().serialize(entry, out);

    DimensionEntry read =
        new DimensionEntrySerializer()
            .deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

    assertThat(read.row()).isEqualTo(entry.row());
    assertThat(read.rivals()).isEqualTo(entry.rivals());
    assertThat(read.subscribers().of(3)).isEqualTo(1);
  }

  private static DimensionChange comes(int owner, long at) {
    return new DimensionChange(KEY, key(owner), new Position(at, 0), 0, row(owner));
  }

  private static DimensionChange leaves(int owner, long at) {
    return new DimensionChange(KEY, key(owner), new Position(at, 0), 0, null);
  }

  private static Key key(int number) {
    return Key.wrap(new byte[] {(byte) number});
  }

  private static Row row(int number) {
    return Row.wrap(new byte[] {Row.VALUE, (byte) number});
  }
}
