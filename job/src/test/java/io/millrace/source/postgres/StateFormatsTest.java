package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Position;
import io.millrace.change.TableId;
import io.millrace.source.postgres.EnumeratorState.Phase;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.Partition;
import io.millrace.source.postgres.split.PostgresSplitSerializer;
import io.millrace.source.postgres.split.StreamSplit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** The source's part of a savepoint, in every format that was ever written. */
class StateFormatsTest {

  private static final ChunkSplit CHUNK =
      new ChunkSplit(7, 1, new TableId("public", "t"), 4711, 10, 20, 99);
  private static final EnumeratorState STATE =
      new EnumeratorState(
          Phase.READING,
          new ServerIdentity("sys", 3, "shop"),
          99,
          List.of(CHUNK),
          Map.of(5, 0),
          null,
          Set.of(new Partition(1, 2)),
          List.of(
              new SnapshotProgress.Table(4, 30, 300, 40), new SnapshotProgress.Table(1, 0, 0, 9)),
          Map.of(2, 4712L));
  private static final StreamSplit LOG =
      new StreamSplit(
          new ServerIdentity("sys", 3, "shop"),
          1,
          2,
          new Position(3, 4),
          5,
          6,
          true,
          Set.of(new Partition(7, 8)),
          Map.of(2, 4712L));

  private final PostgresSplitSerializer splits = new PostgresSplitSerializer();
  private final EnumeratorStateSerializer states = new EnumeratorStateSerializer();

  @Test
  void today() throws IOException {
    ChunkSplit finished = CHUNK.asFinished(12, 345);
    assertThat(splits.deserialize(splits.getVersion(), splits.serialize(finished)))
        .isEqualTo(finished);
    ChunkSplit begunTwice = CHUNK.nextAttempt(100).given(30).nextAttempt(101).given(20);
    assertThat(begunTwice.rows()).isEqualTo(30);
    assertThat(splits.deserialize(splits.getVersion(), splits.serialize(begunTwice)))
        .isEqualTo(begunTwice);
    assertThat(splits.deserialize(splits.getVersion(), splits.serialize(LOG))).isEqualTo(LOG);
    assertThat(states.deserialize(states.getVersion(), states.serialize(STATE))).isEqualTo(STATE);
  }

  @Test
  void format3() throws IOException {
    DataOutputSerializer split = new DataOutputSerializer(64);
    split.writeBoolean(true);
    writeChunk3(split);
    assertThat(splits.deserialize(3, split.getCopyOfBuffer())).isEqualTo(CHUNK);

    DataOutputSerializer log = new DataOutputSerializer(64);
    log.writeBoolean(false);
    log.writeUTF("sys");
    log.writeInt(3);
    log.writeUTF("shop");
    for (long value = 1; value <= 6; value++) {
      log.writeLong(value);
    }
    log.writeBoolean(true);
    log.writeBoolean(true);
    log.writeInt(1);
    log.writeLong(7);
    log.writeLong(8);
    assertThat(splits.deserialize(3, log.getCopyOfBuffer()))
        .isEqualTo(
            new StreamSplit(
                LOG.server(), 1, 2, new Position(3, 4), 5, 6, true, LOG.partitions(), Map.of()));
  }

  private static void writeChunk3(DataOutputSerializer out) throws IOException {
    writeChunk2(out);
    out.writeLong(0);
    out.writeLong(0);
  }

  @Test
  void format2() throws IOException {
    DataOutputSerializer split = new DataOutputSerializer(64);
    split.writeBoolean(true);
    writeChunk2(split);
    assertThat(splits.deserialize(2, split.getCopyOfBuffer())).isEqualTo(CHUNK);

    DataOutputSerializer state = new DataOutputSerializer(64);
    writeUpToGiven(state);
    state.writeBoolean(true);
    state.writeInt(1);
    state.writeLong(1);
    state.writeLong(2);
    assertThat(states.deserialize(2, state.getCopyOfBuffer()))
        .isEqualTo(before3(Set.of(new Partition(1, 2))));
  }

  @Test
  void format1() throws IOException {
    DataOutputSerializer state = new DataOutputSerializer(64);
    writeUpToGiven(state);
    assertThat(states.deserialize(1, state.getCopyOfBuffer())).isEqualTo(before3(null));
  }

  @Test
  void anUnknownFormatIsRefused() {
    assertThatThrownBy(() -> states.deserialize(5, new byte[0])).hasMessageContaining("newer");
    assertThatThrownBy(() -> splits.deserialize(5, new byte[0])).hasMessageContaining("newer");
  }

  /** Which table a given chunk is of, and how far tables are, was not written. */
  private static EnumeratorState before3(Set<Partition> partitions) {
    return new EnumeratorState(
        Phase.READING,
        STATE.server(),
        99,
        List.of(CHUNK),
        Map.of(5, -1),
        null,
        partitions,
        List.of(),
        Map.of());
  }

  private static void writeUpToGiven(DataOutputSerializer state) throws IOException {
    state.writeByte(1);
    state.writeBoolean(true);
    state.writeUTF("sys");
    state.writeInt(3);
    state.writeUTF("shop");
    state.writeLong(99);
    state.writeInt(1);
    writeChunk2(state);
    state.writeInt(1);
    state.writeInt(5);
    state.writeBoolean(false);
  }

  private static void writeChunk2(DataOutputSerializer out) throws IOException {
    out.writeInt(7);
    out.writeInt(1);
    out.writeUTF("public");
    out.writeUTF("t");
    out.writeLong(4711);
    out.writeLong(10);
    out.writeLong(20);
    out.writeLong(99);
    out.writeBoolean(false);
  }
}
