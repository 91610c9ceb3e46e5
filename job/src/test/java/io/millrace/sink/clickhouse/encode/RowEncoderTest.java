package io.millrace.sink.clickhouse.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowLayout;
import io.millrace.change.RowWriter;
import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.PreparedTarget.Years;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RowEncoderTest {

  private static final Position POSITION = new Position(0x16_B374D848L, 3);

  private static RowEncoder encoder(Years years, List<Integer> placement, Column... columns) {
    PreparedTarget target =
        new PreparedTarget("t", RowLayout.of(columns), List.of(0), placement, years);
    return new RowEncoder(target, Places.layout(target));
  }

  private static Column column(String name, ColumnType type, boolean nullable) {
    return new Column(name, type, nullable);
  }

  private static TargetChange change(boolean deleted, Consumer<RowWriter> row) {
    RowWriter writer = new RowWriter().reset();
    row.accept(writer);
    return new TargetChange(POSITION, Key.wrap(new byte[] {1}), deleted, writer.toRow());
  }

  @Test
  void flagsStayOnlyInNullableColumns() {
    RowEncoder encoder =
        encoder(
            Years.FROM_0000_TO_9999,
            List.of(),
            column("a", ColumnType.of(Kind.INT16), false),
            column("b", ColumnType.of(Kind.STRING), true),
            column("c", ColumnType.of(Kind.STRING), true),
            column("d", ColumnType.of(Kind.STRING), false));
    Bytes out = new Bytes(4);
    TargetChange change =
        change(false, w -> w.writeInt16(0x0201).writeString("x").writeNull().writeString("yz"));

    encoder.live(change, out);

    ByteBuffer expected = ByteBuffer.allocate(27).order(ByteOrder.LITTLE_ENDIAN);
    expected.put(new byte[] {1, 2, 0, 1, 'x', 1, 2, 'y', 'z'});
    expected.putLong(3 * 2 + 1).putLong(0x16_B374D848L).put((byte) 0);
    assertThat(Arrays.copyOf(out.array(), out.size()))
        .isEqualTo(Arrays.copyOf(expected.array(), expected.position()));
  }

  @Test
  void aTombstoneHasItsKeyAndNothingElse() {
    RowEncoder encoder =
        encoder(
            Years.FROM_0000_TO_9999,
            List.of(),
            column("a", ColumnType.of(Kind.INT16), false),
            column("b", ColumnType.of(Kind.STRING), true),
            column("c", ColumnType.of(Kind.UUID), false),
            column("d", ColumnType.of(Kind.STRING), false));
    Bytes out = new Bytes(4);
    TargetChange change =
        change(true, w -> w.writeInt16(7).writeString("gone").writeUuid(5, 6).writeString("gone"));

    encoder.tombstone(change, null, false, out);

    assertThat(Arrays.copyOf(out.array(), 20))
        .isEqualTo(ByteBuffer.allocate(20).put(new byte[] {7, 0, 1}).array());
    assertThat(out.array()[out.size() - 1]).isEqualTo((byte) 1);
    assertThat(out.size()).isEqualTo(2 + 1 + 16 + 1 + 16 + 1);
  }

  @Test
  void theOldPlaceGetsTheVersionBelow() {
    RowEncoder encoder =
        encoder(
            Years.FROM_0000_TO_9999,
            List.of(1),
            column("a", ColumnType.of(Kind.INT16), false),
            column("place", ColumnType.of(Kind.INT16), true));
    Bytes out = new Bytes(4);
    Row place = new RowWriter().reset().writeInt16(9).toRow();

    encoder.tombstone(change(false, w -> w.writeInt16(7).writeInt16(8)), place, true, out);

    ByteBuffer bytes = ByteBuffer.wrap(out.array()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getShort(0)).isEqualTo((short) 7);
    assertThat(bytes.getShort(3)).isEqualTo((short) 9);
    assertThat(bytes.getLong(5)).isEqualTo(POSITION.ordinal() * 2);
    assertThat(bytes.getLong(13)).isEqualTo(POSITION.commit());
  }

  @Test
  void nullWhereNoneMayBeFailsWithItsPlaceAndLeavesNoBytes() {
    RowEncoder encoder =
        encoder(
            Years.FROM_0000_TO_9999, List.of(), column("total", ColumnType.of(Kind.INT16), false));
    Bytes out = new Bytes(4);

    assertThatThrownBy(() -> encoder.live(change(false, RowWriter::writeNull), out))
        .isInstanceOf(UnrepresentableValueException.class)
        .hasMessageContainingAll("table t", "column total", "at 16/B374D848+3", "NULL");
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Years.class)
  void datesEndWhereClickHouseEndsThem(Years years) {
    boolean wide = years == Years.FROM_0000_TO_9999;
    LocalDate first = LocalDate.of(wide ? 0 : 1900, 1, 1);
    LocalDate last = LocalDate.of(wide ? 9999 : 2299, 12, 31);
    RowEncoder encoder = encoder(years, List.of(), column("day", ColumnType.of(Kind.DATE), false));
    Bytes out = new Bytes(4);
    for (LocalDate inside : List.of(first, last)) {
      encoder.live(change(false, w -> w.writeInt32((int) inside.toEpochDay())), out);
    }
    for (LocalDate outside : List.of(first.minusDays(1), last.plusDays(1))) {
      assertThatThrownBy(
              () -> encoder.live(change(false, w -> w.writeInt32((int) outside.toEpochDay())), out))
          .hasMessageContainingAll("column day", "outside the years");
    }
  }

  @ParameterizedTest
  @EnumSource(Years.class)
  void timestampsEndWhereClickHouseEndsThem(Years years) {
    boolean wide = years == Years.FROM_0000_TO_9999;
    long first = LocalDate.of(wide ? 0 : 1900, 1, 1).toEpochDay() * 86_400_000_000L;
    long end = LocalDate.of(wide ? 10_000 : 2300, 1, 1).toEpochDay() * 86_400_000_000L;
    RowEncoder encoder =
        encoder(years, List.of(), column("at", ColumnType.of(Kind.TIMESTAMPTZ), true));
    Bytes out = new Bytes(4);
    for (long inside : new long[] {first, end - 1}) {
      encoder.live(change(false, w -> w.writeInt64(inside)), out);
    }
    for (long outside : new long[] {first - 1, end, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> encoder.live(change(false, w -> w.writeInt64(outside)), out))
          .isInstanceOf(UnrepresentableValueException.class);
    }
  }

  /** The bytes of a Decimal hold more than its digits. */
  @ParameterizedTest
  @CsvSource({"9,4", "5,4", "18,8", "12,8", "30,16", "70,32"})
  void decimalsHaveTheirDigits(int precision, int width) {
    ColumnType type = ColumnType.decimal(precision, 0);
    RowEncoder encoder = encoder(Years.FROM_0000_TO_9999, List.of(), column("n", type, false));
    byte[] most = new byte[1 + width];
    Arrays.fill(most, 1, most.length, (byte) 0xFF);
    most[width] = 0x7F;
    TargetChange change =
        new TargetChange(POSITION, Key.wrap(new byte[] {1}), false, Row.wrap(most));

    assertThatThrownBy(() -> encoder.live(change, new Bytes(4)))
        .hasMessageContaining("more than " + precision + " digits");
  }

  @Test
  void anUnchangedValueIsADefect() {
    RowEncoder encoder =
        encoder(
            Years.FROM_0000_TO_9999, List.of(), column("doc", ColumnType.of(Kind.STRING), true));

    assertThatThrownBy(() -> encoder.live(change(false, RowWriter::writeUnchanged), new Bytes(4)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unchanged");
  }
}
