package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.SpecialValueDecimal;
import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.RowLayout;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class CellEncoderTest {

  private static byte[] encode(ColumnType type, Object value) {
    return new CellEncoder(type).encode(value);
  }

  private static Object roundTrip(ColumnType type, Object value) {
    RowCursor cursor = new RowCursor(RowLayout.of(new Column("c", type, true)));
    cursor.reset(Row.wrap(encode(type, value))).next();
    return cursor.value();
  }

  private static void assertRefused(ColumnType type, Object value) {
    assertThat(encode(type, value)[0]).isEqualTo(CellEncoder.REFUSED);
  }

  @Test
  void keepsNullAndUnchangedApartFromValues() {
    ColumnType text = ColumnType.of(Kind.STRING);
    assertThat(encode(text, null)).containsExactly(Row.NULL);
    assertThat(encode(text, UnchangedToastedReplicationMessageColumn.UNCHANGED_TOAST_VALUE))
        .containsExactly(Row.UNCHANGED);
    assertThat(roundTrip(text, "__debezium_unavailable_value"))
        .isEqualTo("__debezium_unavailable_value");
  }

  @Test
  void keepsNumericsAsPostgresPrintsThem() {
    ColumnType numeric = ColumnType.of(Kind.NUMERIC);
    assertThat(roundTrip(numeric, new SpecialValueDecimal(new BigDecimal("1E+3"))))
        .isEqualTo("1000");
    assertThat(roundTrip(numeric, new SpecialValueDecimal(new BigDecimal("-1.10"))))
        .isEqualTo("-1.10");
    assertThat(roundTrip(numeric, SpecialValueDecimal.NOT_A_NUMBER)).isEqualTo("NaN");
  }

  @Test
  void refusesWhatHasNoPlaceInTheType() {
    ColumnType money = ColumnType.decimal(4, 2);
    assertRefused(money, SpecialValueDecimal.NOT_A_NUMBER);
    assertRefused(money, new SpecialValueDecimal(new BigDecimal("100.00")));
    assertRefused(money, new SpecialValueDecimal(new BigDecimal("0.001")));
    assertRefused(ColumnType.of(Kind.INT16), 40000);
    assertRefused(ColumnType.of(Kind.DATE), PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE);
    assertRefused(ColumnType.of(Kind.TIMESTAMP), PostgresValueConverter.NEGATIVE_INFINITY_INSTANT);
    assertRefused(ColumnType.of(Kind.BOOL), "t");
  }

  @Test
  void namesNoValueInTheReason() {
    byte[] cell = encode(ColumnType.of(Kind.UUID), "secret");
    assertThat(cell[0]).isEqualTo(CellEncoder.REFUSED);
    assertThat(CellEncoder.reason(cell)).doesNotContain("secret").contains("UUID");
  }

  @Test
  void countsTimesInMicroseconds() {
    assertThat(roundTrip(ColumnType.of(Kind.TIME), "24:00:00")).isEqualTo(86_400_000_000L);
    assertThat(roundTrip(ColumnType.of(Kind.TIME), "00:00:00.000001")).isEqualTo(1L);
    assertThat(roundTrip(ColumnType.of(Kind.DATE), LocalDate.of(1969, 12, 31))).isEqualTo(-1L);
    assertThat(
            roundTrip(ColumnType.of(Kind.TIMESTAMP), Instant.parse("1969-12-31T23:59:59.999999Z")))
        .isEqualTo(-1L);
  }
}
