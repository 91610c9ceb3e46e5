package io.millrace.sink.clickhouse.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowLayout;
import io.millrace.change.RowWriter;
import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.TestServer;
import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.client.CompressedBlocks;
import io.millrace.sink.clickhouse.insert.Inserter;
import io.millrace.sink.clickhouse.insert.TableInsert;
import io.millrace.sink.clickhouse.insert.WireColumns;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every type at its limits, written by the encoder and read back as text from ClickHouse. */
class RoundTripITCase {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** A value and how ClickHouse shows it. */
  private record Sample(Consumer<RowWriter> write, String shown) {}

  private static Sample sample(Consumer<RowWriter> write, String shown) {
    return new Sample(write, shown);
  }

  private static long micros(String timestamp) {
    LocalDateTime time = LocalDateTime.parse(timestamp);
    return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + time.getNano() / 1000;
  }

  private static Sample day(String date) {
    return sample(w -> w.writeInt32((int) LocalDate.parse(date).toEpochDay()), date);
  }

  private static Sample time(String timestamp) {
    return sample(w -> w.writeInt64(micros(timestamp)), timestamp.replace('T', ' '));
  }

  private static Sample decimal(ColumnType type, String number) {
    return sample(w -> w.writeDecimal(new BigDecimal(number), type), number);
  }

  @Test
  void numbers() throws Exception {
    roundTrip(
        ColumnType.of(Kind.INT16),
        sample(w -> w.writeInt16(Short.MIN_VALUE), "-32768"),
        sample(w -> w.writeInt16(Short.MAX_VALUE), "32767"));
    roundTrip(
        ColumnType.of(Kind.INT32),
        sample(w -> w.writeInt32(Integer.MIN_VALUE), "-2147483648"),
        sample(w -> w.writeInt32(Integer.MAX_VALUE), "2147483647"));
    roundTrip(
        ColumnType.of(Kind.INT64),
        sample(w -> w.writeInt64(Long.MIN_VALUE), "-9223372036854775808"),
        sample(w -> w.writeInt64(Long.MAX_VALUE), "9223372036854775807"));
    roundTrip(ColumnType.of(Kind.UINT32), sample(w -> w.writeInt32(-1), "4294967295"));
    roundTrip(
        ColumnType.of(Kind.BOOL),
        sample(w -> w.writeBool(true), "true"),
        sample(w -> w.writeBool(false), "false"));
    roundTrip(
        ColumnType.of(Kind.FLOAT32),
        sample(w -> w.writeFloat32(Float.MAX_VALUE), "3.4028235e38"),
        sample(w -> w.writeFloat32(Float.NEGATIVE_INFINITY), "-inf"));
    roundTrip(
        ColumnType.of(Kind.FLOAT64),
        sample(w -> w.writeFloat64(Double.MIN_VALUE), "5e-324"),
        sample(w -> w.writeFloat64(-0.0), "-0"),
        sample(w -> w.writeFloat64(Double.NaN), "nan"));
    roundTrip(
        ColumnType.of(Kind.NUMERIC),
        sample(w -> w.writeString("-12345678901234567890.000100"), "-12345678901234567890.000100"),
        sample(w -> w.writeString("NaN"), "NaN"));
  }

  @Test
  void decimals() throws Exception {
    for (int precision : new int[] {1, 9, 10, 18, 19, 38, 39, 76}) {
      ColumnType type = ColumnType.decimal(precision, precision / 2);
      String digits =
          new BigDecimal("9".repeat(precision)).movePointLeft(type.scale()).toPlainString();
      roundTrip(type, decimal(type, digits), decimal(type, "-" + digits));
    }
  }

  @Test
  void dates() throws Exception {
    roundTrip(
        ColumnType.of(Kind.DATE),
        day("0000-01-01"),
        day("1899-12-31"),
        day("1970-01-01"),
        day("2300-01-01"),
        day("9999-12-31"));
    for (Kind kind : List.of(Kind.TIMESTAMP, Kind.TIMESTAMPTZ)) {
      roundTrip(
          ColumnType.of(kind),
          time("0000-01-01T00:00:00.000000"),
          time("1899-12-31T23:59:59.999999"),
          time("1969-12-31T23:59:59.999999"),
          time("2299-12-31T23:59:59.999999"),
          time("9999-12-31T23:59:59.999999"));
    }
    roundTrip(
        ColumnType.of(Kind.TIME),
        sample(w -> w.writeInt64(0), "00:00:00.000000"),
        sample(w -> w.writeInt64(86_399_999_999L), "23:59:59.999999"),
        sample(w -> w.writeInt64(86_400_000_000L), "24:00:00.000000"));
  }

  @Test
  void textAndBytes() throws Exception {
    roundTrip(
        ColumnType.of(Kind.STRING),
        sample(w -> w.writeString(""), ""),
        sample(w -> w.writeString("größe ☃ 💡"), "größe ☃ 💡"),
        sample(w -> w.writeString("x".repeat(300)), "x".repeat(300)));
    roundTrip(
        ColumnType.of(Kind.BYTES), sample(w -> w.writeBytes(new byte[] {'a', 'b'}, 0, 2), "ab"));
    UUID uuid = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");
    roundTrip(ColumnType.of(Kind.UUID), sample(w -> w.writeUuid(uuid), uuid.toString()));
  }

  /** As a plain and as a Nullable column. */
  private static void roundTrip(ColumnType type, Sample... samples) throws Exception {
    for (boolean nullable : new boolean[] {false, true}) {
      RowLayout layout =
          RowLayout.of(
              new Column("id", ColumnType.of(Kind.INT64), false),
              new Column("before", type, nullable),
              new Column("value", type, nullable));
      List<Sample> all = new ArrayList<>(List.of(samples));
      if (nullable) {
        all.add(sample(RowWriter::writeNull, "\\N"));
      }
      PreparedTarget target =
          server
              .prepare(
                  new ClickHouseTarget(
                      "t", layout, new int[] {0}, Optional.empty(), Optional.empty()))
              .get(0);
      insert(target, all);
      String shown = "toString(value)";
      assertThat(server.lines("SELECT " + shown + " FROM shop.t_current ORDER BY id"))
          .as("%s nullable %s", type, nullable)
          .containsExactlyElementsOf(all.stream().map(Sample::shown).toList());
      assertThat(
              server.query(
                  "SELECT count() FROM shop.t WHERE before IS DISTINCT FROM value AND NOT isNaN(toFloat64OrZero(toString(value)))"))
          .isEqualTo("0");
    }
  }

  private static void insert(PreparedTarget target, List<Sample> samples) throws Exception {
    RowEncoder encoder = new RowEncoder(target, Places.layout(target));
    KeyEncoder keys = new KeyEncoder(target.layout(), 0);
    Bytes bytes = new Bytes(16);
    RowWriter writer = new RowWriter();
    for (int i = 0; i < samples.size(); i++) {
      writer.reset().writeInt64(i);
      samples.get(i).write().accept(writer);
      samples.get(i).write().accept(writer);
      Row row = writer.toRow();
      Key key = keys.encode(row);
      encoder.live(new TargetChange(new Position(100, i), key, false, row), bytes);
    }
    byte[] block = new CompressedBlocks().compress(bytes.array(), bytes.size());
    RowBatch batch = new RowBatch("t", samples.size(), bytes.size(), 100, 100, block);
    Inserter inserter = new Inserter(server.options(), Set.of("t"), new UnregisteredMetricsGroup());
    inserter.insert(
        new TableInsert(
            inserter.destination(),
            UUID.randomUUID(),
            "t",
            WireColumns.of(target.layout()),
            List.of(batch)));
  }
}
