package io.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineReaderTest {

  private static final String SMALLEST =
      """
      name: Shop-1.eu
      source:
        url: postgresql://me@db.example/shop
      clickhouse:
        url: http://localhost
      tables:
        customers:
      """;

  private static Pipeline read(String text, Map<String, String> environment) {
    return new PipelineReader(environment::get).read("p.yaml", text);
  }

  private static Pipeline read(String text) {
    return read(text, Map.of());
  }

  @Test
  void readsTheExampleOfTheDesign() {
    Pipeline pipeline =
        read(
            """
            name: shop                                   # names the Flink job
            source:
              type: postgres
              url: postgresql://millrace@localhost:5433/shop
              password: ${POSTGRES_PASSWORD}
            clickhouse:
              url: http://localhost:8124
              database: shop
              user: writer
              password: ${CLICKHOUSE_PASSWORD:-}
            delivery: low-latency
            checkpoint-interval: 500ms

            tables:
              customer_dim:
                query: SELECT id AS customer_id, name FROM customers
              order_fact:
                query: |
                  SELECT o.id AS order_id
                  FROM orders o
                partition-by: toYYYYMM(created_at)       # ClickHouse
                order-by: (customer_id, order_id)
              products:                                  # a straight copy
            """,
            Map.of("POSTGRES_PASSWORD", "s3cret"));

    assertThat(pipeline.name()).isEqualTo("shop");
    assertThat(pipeline.source())
        .isEqualTo(
            new SourceDefinition(
                SourceType.POSTGRES,
                Connector.POSTGRES,
                List.of(new HostAndPort("localhost", 5433)),
                "shop",
                "millrace",
                new Secret("s3cret"),
                Map.of(),
                "millrace_shop",
                "millrace_shop",
                new SnapshotDefinition(
                    SnapshotMode.INITIAL,
                    200_000,
                    SnapshotDefinition.ALL_READERS,
                    SnapshotDefinition.NO_LIMIT),
                Duration.ofMillis(50),
                3,
                false));
    assertThat(pipeline.clickhouse())
        .isEqualTo(
            new ClickHouseDefinition(
                "http://localhost:8124",
                "shop",
                "writer",
                Secret.NONE,
                Duration.ofMillis(500),
                128L << 20));
    assertThat(pipeline.delivery()).isEqualTo(Delivery.LOW_LATENCY);
    assertThat(pipeline.checkpointInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(pipeline.retryFor()).isEqualTo(Duration.ofMinutes(1));
    assertThat(pipeline.tables())
        .extracting(t -> t.name() + " " + t.query() + t.partitionBy() + t.orderBy() + t.location())
        .containsExactly(
            "customer_dim Optional[SELECT id AS customer_id, name FROM customers]"
                + "Optional.emptyOptional.emptyp.yaml:15:3",
            "order_fact Optional[SELECT o.id AS order_id\nFROM orders o\n]"
                + "Optional[toYYYYMM(created_at)]Optional[(customer_id, order_id)]p.yaml:17:3",
            "products Optional.emptyOptional.emptyOptional.emptyp.yaml:23:3");
  }

  @Test
  void takesDefaultsForWhatIsNotSaid() {
    Pipeline pipeline = read(SMALLEST);
    assertThat(pipeline.source().address()).isEqualTo("db.example:5432");
    assertThat(pipeline.source().slot()).isEqualTo("millrace_shop_1_eu");
    assertThat(pipeline.source().publication()).isEqualTo("millrace_shop_1_eu");
    assertThat(pipeline.source().password()).isEqualTo(Secret.NONE);
    assertThat(pipeline.clickhouse().url()).isEqualTo("http://localhost:8123");
    assertThat(pipeline.clickhouse().database()).isEqualTo("default");
    assertThat(pipeline.delivery()).isEqualTo(Delivery.EXACTLY_ONCE);
    assertThat(pipeline.checkpointInterval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void readsEveryPartOfAPostgresUrl() {
    SourceDefinition source =
        read(SMALLEST.replace(
                "postgresql://me@db.example/shop",
                "postgres://a%40b:p%2Fw+1@my_host:1234/my%20db?sslmode=verify-full"
                    + "&sslrootcert=/etc/ca.pem&connect_timeout=3"))
            .source();
    assertThat(source.user()).isEqualTo("a@b");
    assertThat(source.password()).isEqualTo(new Secret("p/w+1"));
    assertThat(source.address()).isEqualTo("my_host:1234");
    assertThat(source.database()).isEqualTo("my db");
    assertThat(source.parameters())
        .isEqualTo(
            Map.of("sslmode", "verify-full", "sslrootcert", "/etc/ca.pem", "connect_timeout", "3"));
  }

  @Test
  void resolvesVariablesAndFiles(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("pg"), "from a file\n");
    Files.writeString(
        directory.resolve("p.yaml"),
        SMALLEST
            .replace("Shop-1.eu", "${NAME}-${STAGE:-dev}${EMPTY:-x}")
            .replace("me@db.example/shop", "me@db.example/${NAME}\n  password: ${file:pg}")
            .replace("customers:", "customers: { query: \"SELECT '$${NAME}', $${ ${COLUMN}\" }"));
    Map<String, String> environment = Map.of("NAME", "mill", "EMPTY", "", "COLUMN", "id, x");
    Pipeline pipeline = new PipelineReader(environment::get).read(directory.resolve("p.yaml"));

    assertThat(pipeline.name()).isEqualTo("mill-devx");
    assertThat(pipeline.source().database()).isEqualTo("mill");
    assertThat(pipeline.source().password()).isEqualTo(new Secret("from a file"));
    TableDefinition table = pipeline.tables().get(0);
    assertThat(table.query()).contains("SELECT '${NAME}', ${ id, x");
    String query = table.query().orElseThrow();
    assertThat(table.queryLocations().at(query.indexOf("x")).column())
        .as("what a variable stood for is where the variable is")
        .isEqualTo(table.queryLocations().at(query.indexOf("id")).column());
  }

  @Test
  void secretsDoNotPrint() throws Exception {
    Pipeline pipeline = read(SMALLEST.replace("/shop", "/shop\n  password: hunter2"));
    assertThat(pipeline.source().password().value()).isEqualTo("hunter2");
    assertThat(pipeline.toString()).doesNotContain("hunter2").contains("***");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(pipeline.source());
      out.writeObject(pipeline.clickhouse());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(pipeline.source());
      assertThat(in.readObject()).isEqualTo(pipeline.clickhouse());
    }
  }

  @Test
  void readsHowTheTablesAreRead() {
    SourceDefinition source =
        read(SMALLEST.replace(
                "/shop\n",
                """
                /shop
                  snapshot: only
                  snapshot-chunk-rows: 5000
                  snapshot-readers: 2
                  snapshot-rate: 20MB/s
                  retained-checkpoints: 5
                  failover-slot: true
                """))
            .source();
    assertThat(source.snapshot())
        .isEqualTo(new SnapshotDefinition(SnapshotMode.ONLY, 5000, 2, 20L << 20));
    assertThat(source.retainedCheckpoints()).isEqualTo(5);
    assertThat(source.failoverSlot()).isTrue();
  }

  @Test
  void readsSeveralHosts() {
    SourceDefinition source =
        read(SMALLEST.replace(
                "postgresql://me@db.example/shop",
                "postgresql://a%2Cb:p@one,my_two:5433,10.0.0.3:5434/shop?target_session_attrs=primary"))
            .source();
    assertThat(source.hosts())
        .containsExactly(
            new HostAndPort("one", 5432),
            new HostAndPort("my_two", 5433),
            new HostAndPort("10.0.0.3", 5434));
    assertThat(source.user()).isEqualTo("a,b");
    assertThat(source.password()).isEqualTo(new Secret("p"));
  }

  /** Whatever stands for a secret in the file, no message repeats it. */
  @Test
  void messagesNeverRepeatValues() {
    for (String key :
        new String[] {
          "name: ",
          "delivery: ",
          "checkpoint-interval: ",
          "source: { url: ",
          "source: { slot: ",
          "source: { snapshot: ",
          "clickhouse: { url: ",
          "clickhouse: { max-pending-bytes: "
        }) {
      String text = key + "\"${SECRET}\"" + (key.contains("{") ? " }" : "") + "\n";
      for (String secret :
          new String[] {
            "hunter2 !%",
            "postgresql://hunter2:hunter2@",
            "http://hunter2:hunter2@host/",
            "postgresql://me:hunter2@host:99999/x",
            "postgresql://me:hunter2@host/x?sslmode=hunter2"
          }) {
        assertThatThrownBy(() -> read(text, Map.of("SECRET", secret)))
            .isInstanceOf(InvalidPipeline.class)
            .message()
            .doesNotContain("hunter2");
      }
    }
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path directory) throws Exception {
    Path missing = directory.resolve("nowhere.yaml");
    assertThatThrownBy(() -> new PipelineReader().read(missing))
        .isInstanceOf(InvalidPipeline.class)
        .hasMessage(missing + ": the file does not exist. Name it with -p.");
    Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'a', (byte) 0xE4});
    assertThatThrownBy(() -> new PipelineReader().read(latin))
        .hasMessage(latin + ": the file is not UTF-8 text. Save it as UTF-8.");
    assertThatThrownBy(() -> new PipelineReader().read(directory))
        .hasMessage(
            directory + ": the file cannot be read. Make it a file that this user may read.");
  }

  @Test
  void knowsWhereEachWordOfAQueryStands() {
    String text =
        """
        name: shop
        source: { url: postgresql://me@localhost/shop }
        clickhouse: { url: http://localhost:8123 }
        tables:
          a: { query: SELECT one FROM t }
          b:
            query: SELECT
              one,
                two FROM t
          c:
            query: >-   # folded
              SELECT one,

              two
          d:
            query: |2
                SELECT
                  one
          e: { query: 'SELECT ''x'', one' }
          f: { query: "SELECT \\"x\\",\\t\\u00e4 one" }
          g: &anchor
            query: &text SELECT one
          h: { query: "SELECT
               \\
               one" }
        """;
    for (String newline : new String[] {"\n", "\r\n"}) {
      String file = text.replace("\n", newline);
      String[] lines = text.split("\n", -1);
      for (TableDefinition table : read("\uFEFF" + file).tables()) {
        String query = table.query().orElseThrow();
        Location location = table.queryLocations().at(query.indexOf("one"));
        assertThat(lines[location.line() - 1].substring(location.column() - 1))
            .as(table.name() + " " + location)
            .startsWith("one");
      }
    }
  }

  @Test
  void neverThrowsAnythingElse() {
    String[] texts = {
      "\u0000",
      "a: b: c",
      "[",
      "- x",
      "? {a: b} : c",
      "&a [*a]",
      "a: *b",
      "%YAML 9.9\n---\n",
      "--- a\n--- b",
      "!!java.net.URL [x]",
      "\t\tx",
      "'",
      "{".repeat(50_000),
      "a: &x [1,2]\nb: [" + "*x,".repeat(500) + "]",
      SMALLEST.replace("name: Shop-1.eu", "name: !!javax.script.ScriptEngineManager [x]"),
      "x".repeat(2_000_000)
    };
    for (String text : texts) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidPipeline.class);
    }
  }
}
