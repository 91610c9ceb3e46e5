package io.millrace.sink.clickhouse.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import io.millrace.change.RowLayout;
import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.ClickHouseSchema;
import io.millrace.sink.clickhouse.ClickHouseSchemaException;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.sink.clickhouse.Finding;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.Secret;
import io.millrace.sink.clickhouse.TestServer;
import io.millrace.sink.clickhouse.encode.TestRows;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaITCase {

  private static TestServer server;

  private final ClickHouseTarget orders = TestRows.target("orders");

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void clear() {
    server.query("DROP DATABASE IF EXISTS shop SYNC");
    server.query("CREATE DATABASE shop");
  }

  private static List<PreparedTarget> prepare(ExistingRows rows, ClickHouseTarget... targets) {
    return ClickHouseSchema.prepare(server.options(), List.of(targets), rows);
  }

  private static List<Finding> check(ClickHouseTarget... targets) {
    return ClickHouseSchema.check(server.options(), List.of(targets), ExistingRows.REFUSE);
  }

  private static Column column(String name, Kind kind, boolean nullable) {
    return new Column(name, ColumnType.of(kind), nullable);
  }

  @Test
  void everythingIsMadeOnceAndFitsFromThenOn() {
    server.query("DROP DATABASE shop SYNC");
    ClickHouseTarget partitioned = TestRows.partitioned("moving");

    prepare(ExistingRows.REFUSE, orders, partitioned);
    List<PreparedTarget> again = prepare(ExistingRows.REFUSE, orders, partitioned);

    assertThat(check(orders, partitioned)).isEmpty();
    assertThat(again.get(0).placement()).isEmpty();
    assertThat(again.get(1).placement()).containsExactly(2);
    assertThat(server.lines("SELECT name FROM system.tables WHERE database = 'shop' ORDER BY name"))
        .containsExactly(
            "_millrace_commits",
            "_millrace_dead_letters",
            "moving",
            "moving_current",
            "orders",
            "orders_current");
    assertThat(
            server.lines(
                "SELECT name, type FROM system.columns WHERE database = 'shop' AND table = 'orders' FORMAT TSVRaw"))
        .containsExactly(
            "id\tInt64",
            "name\tNullable(String)",
            "created_at\tNullable(DateTime64(6, 'UTC'))",
            "_version\tUInt128",
            "_is_deleted\tUInt8");
  }

  @Test
  void checkTouchesNothing() {
    server.query("DROP DATABASE shop SYNC");

    assertThat(check(orders)).isEmpty();

    assertThat(server.query("SELECT count() FROM system.databases WHERE name = 'shop'"))
        .isEqualTo("0");
  }

  @Test
  void namesMayHoldAnything() {
    RowLayout layout =
        RowLayout.of(
            column("it's `an` \\id", Kind.INT32, false),
            column("select", Kind.STRING, true),
            column("a,b (c)", Kind.STRING, true));
    ClickHouseTarget odd =
        new ClickHouseTarget(
            "od`d\\ ta'ble?", layout, new int[] {0}, Optional.empty(), Optional.empty());

    prepare(ExistingRows.REFUSE, odd);
    List<PreparedTarget> prepared = prepare(ExistingRows.KEEP, odd);

    assertThat(prepared.get(0).placement()).isEmpty();
    assertThat(server.query("SELECT count() FROM shop.`od\\`d\\\\ ta'ble?_current`"))
        .isEqualTo("0");
  }

  @Test
  void aTableOfTheUsersOwnIsUsedWhenItFits() {
    server.query(
        """
        CREATE TABLE shop.orders (
          id Int64 CODEC(Delta, ZSTD), name LowCardinality(Nullable(String)),
          created_at Nullable(DateTime64(6, 'UTC')), loaded_at DateTime DEFAULT now(),
          `_version` UInt128, `_is_deleted` UInt8)
        ENGINE = ReplacingMergeTree(_version, _is_deleted)
        PARTITION BY toYYYYMM(created_at) PRIMARY KEY id ORDER BY (id, name)
        TTL loaded_at + INTERVAL 10 YEAR
        SETTINGS non_replicated_deduplication_window = 100, allow_nullable_key = 1""");

    assertThat(check(orders)).isEmpty();
    assertThat(prepare(ExistingRows.REFUSE, orders).get(0).placement()).containsExactly(1, 2);
  }

  @Test
  void everyMisfitIsListedAtOnce() {
    server.query(
        """
        CREATE TABLE shop.orders (
          name String, id Int64, extra Int8, month Date MATERIALIZED today(), `_version` UInt64)
        ENGINE = ReplacingMergeTree PARTITION BY month ORDER BY intDiv(id, 10)""");

    assertThatThrownBy(() -> prepare(ExistingRows.REFUSE, orders))
        .isInstanceOf(ClickHouseSchemaException.class)
        .hasMessageContainingAll(
            "table shop.orders: its engine is ReplacingMergeTree",
            "non_replicated_deduplication_window is 0",
            "ORDER BY lacks the key column id by itself",
            "column name is String, the query gives Nullable(String)",
            "column created_at Nullable(DateTime64(6, 'UTC')) is missing",
            "column _version is UInt64, the query gives UInt128",
            "column _is_deleted UInt8 is missing",
            "column extra Int8 is not in the query",
            "uses column month, which the query does not give");
    assertThat(server.query("SELECT count() FROM system.tables WHERE database = 'shop'"))
        .isEqualTo("1");
  }

  @Test
  void theOrderOfColumnsIsCompared() {
    server.query(
        """
        CREATE TABLE shop.orders (
          id Int64, created_at Nullable(DateTime64(6, 'UTC')), name Nullable(String),
          `_version` UInt128, `_is_deleted` UInt8)
        ENGINE = ReplacingMergeTree(_version, _is_deleted) ORDER BY id
        SETTINGS non_replicated_deduplication_window = 100""");

    assertThat(check(orders))
        .singleElement()
        .asString()
        .contains("another order: id, created_at, name");
  }

  @Test
  void zonesMatterForTimestampsWithoutOne() {
    Column instant = column("at", Kind.TIMESTAMPTZ, false);
    Column local = column("at", Kind.TIMESTAMP, false);

    assertThat(TypeNames.fits(instant, "DateTime64(6, 'Europe/Berlin')")).isTrue();
    assertThat(TypeNames.fits(local, "DateTime64(6, 'Europe/Berlin')")).isFalse();
    assertThat(TypeNames.fits(local, "DateTime64(6, 'Etc/UTC')")).isTrue();
    assertThat(TypeNames.fits(local, "DateTime64(6)")).isFalse();
    assertThat(TypeNames.fits(instant, "DateTime64(3, 'UTC')")).isFalse();
    assertThat(TypeNames.fits(instant, "Nullable(DateTime64(6, 'UTC'))")).isFalse();
  }

  @Test
  void rowsOfAnEarlierLifeAreRefusedOrRemoved() {
    prepare(ExistingRows.REFUSE, orders);
    server.query("INSERT INTO shop.orders VALUES (1, 'x', NULL, 1, 0)");
    server.query(
        "INSERT INTO shop._millrace_commits (pipeline, checkpoint_id) VALUES ('test', 1), ('other', 1)");

    assertThatThrownBy(() -> prepare(ExistingRows.REFUSE, orders))
        .hasMessageContainingAll("table shop.orders", "it holds rows", "--truncate-targets");
    prepare(ExistingRows.KEEP, orders);
    assertThat(server.query("SELECT count() FROM shop.orders")).isEqualTo("1");

    prepare(ExistingRows.TRUNCATE, orders);
    assertThat(server.query("SELECT count() FROM shop.orders")).isEqualTo("0");
    assertThat(server.lines("SELECT pipeline FROM shop._millrace_commits"))
        .containsExactly("other");
  }

  @Test
  void theViewFollowsTheColumns() {
    prepare(ExistingRows.REFUSE, orders);
    RowLayout more = TestRows.LAYOUT.concat(RowLayout.of(column("total", Kind.INT64, true)));
    server.query("ALTER TABLE shop.orders ADD COLUMN total Nullable(Int64) AFTER created_at");

    prepare(
        ExistingRows.REFUSE,
        new ClickHouseTarget("orders", more, new int[] {0}, Optional.empty(), Optional.empty()));

    assertThat(
            server.lines(
                "SELECT name FROM system.columns WHERE database = 'shop' AND table = 'orders_current'"))
        .containsExactly("id", "name", "created_at", "total");
  }

  @Test
  void namesThatAreTakenAreRefused() {
    ClickHouseTarget clash = TestRows.target("orders_current");
    RowLayout reserved =
        RowLayout.of(
            column("id", Kind.INT64, true),
            column("_version", Kind.INT64, false),
            column("id", Kind.INT64, false));
    ClickHouseTarget odd =
        new ClickHouseTarget("odd", reserved, new int[] {0}, Optional.empty(), Optional.empty());

    assertThat(check(orders, clash, odd).stream().map(Finding::toString))
        .anySatisfy(text -> assertThat(text).contains("the name orders_current is taken"))
        .anySatisfy(text -> assertThat(text).contains("the column name _version is taken"))
        .anySatisfy(text -> assertThat(text).contains("the column name id is taken"))
        .anySatisfy(text -> assertThat(text).contains("the key column id can be NULL"));
  }

  @Test
  void aTableInTheViewsPlaceIsRefused() {
    server.query("CREATE TABLE shop.orders_current (a Int8) ENGINE = Memory");

    assertThat(check(orders))
        .singleElement()
        .asString()
        .contains("orders_current", "Drop or rename");
  }

  @Test
  void anExpressionThatClickHouseRefusesIsNamed() {
    ClickHouseTarget wrong =
        new ClickHouseTarget(
            "orders",
            TestRows.LAYOUT,
            new int[] {0},
            Optional.of("toYYYYMM(nope)"),
            Optional.empty());

    assertThatThrownBy(() -> prepare(ExistingRows.REFUSE, wrong))
        .hasMessageContainingAll("table shop.orders", "nope");
  }

  @Test
  void aServerThatIsNotThereIsSaidSo() {
    ClickHouseOptions nowhere =
        ClickHouseOptions.of(
            URI.create("http://127.0.0.1:1"), "shop", "default", Secret.NONE, "test");

    assertThat(ClickHouseSchema.check(nowhere, List.of(orders), ExistingRows.KEEP))
        .singleElement()
        .asString()
        .contains("ClickHouse at 127.0.0.1:1: cannot be reached", "clickhouse.url");
  }

  @Test
  void aWrongPasswordIsSaidSoAndNotShown() {
    ClickHouseOptions wrong =
        ClickHouseOptions.of(server.options().url(), "shop", "default", () -> "hunter2", "test");

    assertThat(ClickHouseSchema.check(wrong, List.of(orders), ExistingRows.KEEP))
        .singleElement()
        .asString()
        .contains("user default is unknown or the password is wrong")
        .doesNotContain("hunter2");
    assertThat(wrong.toString()).doesNotContain("hunter2");
  }

  @Test
  void aReadOnlyUserIsSaidSo() {
    URI readOnly = URI.create(server.options().url() + "/?clickhouse_setting_readonly=1");
    ClickHouseOptions options =
        ClickHouseOptions.of(readOnly, "shop", "default", Secret.NONE, "test");

    assertThat(ClickHouseSchema.check(options, List.of(orders), ExistingRows.KEEP))
        .singleElement()
        .asString()
        .contains("user default may only read", "readonly = 0");
  }
}
