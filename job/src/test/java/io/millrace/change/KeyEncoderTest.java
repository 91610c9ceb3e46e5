package io.millrace.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Keys are equal exactly when Postgres's = says so. */
class KeyEncoderTest {

  private static final ColumnType DECIMAL = ColumnType.decimal(30, 4);

  @Test
  void integersOfEveryWidthAndNumericsAreOneKind() {
    Key expected = key(ColumnType.of(ColumnType.Kind.INT64), w -> w.writeInt64(-42));

    assertThat(key(ColumnType.of(ColumnType.Kind.INT16), w -> w.writeInt16(-42)))
        .isEqualTo(expected);
    assertThat(key(ColumnType.of(ColumnType.Kind.INT32), w -> w.writeInt32(-42)))
        .isEqualTo(expected);
    assertThat(key(DECIMAL, w -> w.writeDecimal(new BigDecimal("-42.0"), DECIMAL)))
        .isEqualTo(expected);
    assertThat(key(ColumnType.of(ColumnType.Kind.NUMERIC), w -> w.writeString("-42.000")))
        .isEqualTo(expected);
  }

  @Test
  void unsignedStaysUnsigned() {
    assertThat(key(ColumnType.of(ColumnType.Kind.UINT32), w -> w.writeInt32(-1)))
        .isEqualTo(key(ColumnType.of(ColumnType.Kind.INT64), w -> w.writeInt64(4294967295L)));
  }

  @Test
  void numericsBeyondTheIntegers() {
    String wide = "98765432109876543210.5";

    assertThat(key(ColumnType.of(ColumnType.Kind.NUMERIC), w -> w.writeString(wide + "00")))
        .isEqualTo(key(DECIMAL, w -> w.writeDecimal(new BigDecimal(wide), DECIMAL)));
    assertThat(key(ColumnType.of(ColumnType.Kind.NUMERIC), w -> w.writeString("NaN")))
        .isNotEqualTo(key(ColumnType.of(ColumnType.Kind.NUMERIC), w -> w.writeString("Infinity")));
    assertThat(
            key(ColumnType.of(ColumnType.Kind.NUMERIC), w -> w.writeString("-9223372036854775808")))
        .isEqualTo(key(ColumnType.of(ColumnType.Kind.INT64), w -> w.writeInt64(Long.MIN_VALUE)));
  }

  @Test
  void zeroHasNoSign() {
    assertThat(key(ColumnType.of(ColumnType.Kind.FLOAT64), w -> w.writeFloat64(-0.0)))
        .isEqualTo(key(ColumnType.of(ColumnType.Kind.FLOAT32), w -> w.writeFloat32(0.0f)));
  }

  @Test
  void nullEqualsNothing() {
    assertThat(key(ColumnType.of(ColumnType.Kind.STRING), RowWriter::writeNull)).isNull();
  }

  @Test
  void compositeKeysKeepTheirOrderAndTheirBorders() {
    RowLayout layout =
        RowLayout.of(
            new Column("a", ColumnType.of(ColumnType.Kind.STRING), false),
            new Column("b", ColumnType.of(ColumnType.Kind.STRING), false));
    Row one = new RowWriter().writeString("x").writeString("yz").toRow();
    Row two = new RowWriter().writeString("xy").writeString("z").toRow();
    KeyEncoder encoder = new KeyEncoder(layout, 0, 1);
    KeyEncoder turned = new KeyEncoder(layout, 1, 0);

    assertThat(encoder.encode(one)).isNotEqualTo(encoder.encode(two));
    assertThat(turned.encode(new RowWriter().writeString("yz").writeString("x").toRow()))
        .isEqualTo(encoder.encode(one));
  }

  private static Key key(ColumnType type, UnaryOperator<RowWriter> value) {
    Row row = value.apply(new RowWriter()).toRow();
    return new KeyEncoder(RowLayout.of(new Column("k", type, true)), 0).encode(row);
  }
}
