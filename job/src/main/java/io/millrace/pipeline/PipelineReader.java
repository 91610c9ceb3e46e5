package io.millrace.pipeline;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads {@code pipeline.yaml}. All that is wrong with it comes in one {@link InvalidPipeline}. */
public final class PipelineReader {

  private static final int MAX_POSTGRES_NAME = 63;

  private final UnaryOperator<String> environment;

  /**
   * @param environment gives a variable's value, or null when it is not set
   */
  public PipelineReader(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  /** A reader that knows this process's environment variables. */
  public PipelineReader() {
    this(System::getenv);
  }

  /** Reads a file; relative paths in {@code ${file:…}} begin at the file's directory. */
  public Pipeline read(Path file) {
    String name = file.toString();
    try {
      return read(name, Files.readString(file), file.toAbsolutePath().getParent());
    } catch (NoSuchFileException e) {
      throw unreadable(name, "the file does not exist", "Name it with -p.");
    } catch (MalformedInputException e) {
      throw unreadable(name, "the file is not UTF-8 text", "Save it as UTF-8.");
    } catch (IOException e) {
      throw unreadable(name, "the file cannot be read", "Make it a file that this user may read.");
    }
  }

  /**
   * Reads a text; relative paths in {@code ${file:…}} begin at the working directory.
   *
   * @param name of the file, for messages
   */
  public Pipeline read(String name, String text) {
    return read(name, text, Path.of("").toAbsolutePath());
  }

  private static InvalidPipeline unreadable(String name, String what, String remedy) {
    return new InvalidPipeline(new Problem(Location.of(name), what, remedy));
  }

  private Pipeline read(String file, String text, Path directory) {
    YamlFile yaml = new YamlFile(file, text);
    Problems problems = new Problems();
    Variables variables = new Variables(environment, directory, problems);
    Section root =
        new Section(
            "",
            new Location(file, 1, 1),
            yaml.root(),
            new Section.Reading(yaml.scalars(), variables, problems));
    root.refuseOthersThan(Options.keysOf(""));

    String name = root.get(Options.NAME);
    Section source = root.section("source", "source: { url: postgresql://… }");
    Section clickhouse = root.section("clickhouse", "clickhouse: { url: http://localhost:8123 }");
    Section tables = root.section("tables", "tables: { customers: }");
    SourceDefinition sourceDefinition =
        source == null ? null : source(source, slotName(name), problems);
    ClickHouseDefinition clickHouseDefinition = clickhouse == null ? null : clickHouse(clickhouse);
    List<TableDefinition> tableDefinitions =
        tables == null ? List.of() : new TableReader(tables, problems).read();
    Delivery delivery = root.get(Options.DELIVERY);
    Duration checkpointInterval = root.get(Options.CHECKPOINT_INTERVAL);
    Duration retryFor = root.get(Options.RETRY_FOR);
    problems.throwIfAny();
    return new Pipeline(
        name,
        sourceDefinition,
        clickHouseDefinition,
        delivery,
        checkpointInterval,
        retryFor,
        tableDefinitions);
  }

  private static SourceDefinition source(Section section, String slotName, Problems problems) {
    section.refuseOthersThan(Options.keysOf("source"));
    PostgresUrl url = section.get(Options.SOURCE_URL);
    Optional<String> user =
        once(section, Options.SOURCE_USER, url == null ? null : url.user(), problems);
    Optional<Secret> password =
        once(section, Options.SOURCE_PASSWORD, url == null ? null : url.password(), problems);
    if (url != null && user.isEmpty() && !section.has(Options.SOURCE_USER)) {
      problems.add(
          section.location("url"),
          "source.url names no user",
          "Write postgresql://user@host:5432/database, or add source.user.");
    }
    SourceType type = section.get(Options.SOURCE_TYPE);
    Connector connector = section.get(Options.CONNECTOR);
    Optional<String> slot = Optional.ofNullable(section.get(Options.SLOT));
    Optional<String> publication = Optional.ofNullable(section.get(Options.PUBLICATION));
    SnapshotDefinition snapshot = snapshot(section);
    Integer retainedCheckpoints = section.get(Options.RETAINED_CHECKPOINTS);
    Boolean failoverSlot = section.get(Options.FAILOVER_SLOT);
    Duration watermarkInterval = section.get(Options.WATERMARK_INTERVAL);
    if (connector == Connector.FLINK_CDC) {
      refuseWithFlinkCdc(section, url, snapshot, problems);
    }
    return url == null || snapshot == null || retainedCheckpoints == null || failoverSlot == null
        ? null
        : new SourceDefinition(
            type,
            connector,
            url.hosts(),
            url.database(),
            user.orElse(""),
            password.orElse(Secret.NONE),
            url.parameters(),
            slot.orElse(slotName),
            publication.orElse(slotName),
            snapshot,
            watermarkInterval,
            retainedCheckpoints,
            failoverSlot);
  }

  private static SnapshotDefinition snapshot(Section section) {
    SnapshotMode mode = section.get(Options.SNAPSHOT);
    Integer chunkRows = section.get(Options.SNAPSHOT_CHUNK_ROWS);
    Integer readers = section.get(Options.SNAPSHOT_READERS);
    Long rate = section.get(Options.SNAPSHOT_RATE);
    return chunkRows == null
        ? null
        : new SnapshotDefinition(
            mode,
            chunkRows,
            readers == null ? SnapshotDefinition.ALL_READERS : readers,
            rate == null ? SnapshotDefinition.NO_LIMIT : rate);
  }

  private static void refuseWithFlinkCdc(
      Section section, PostgresUrl url, SnapshotDefinition snapshot, Problems problems) {
    if (url != null && url.hosts().size() > 1) {
      problems.add(
          section.location(Options.SOURCE_URL.key()),
          "source.url names several hosts, which connector flink-cdc cannot use",
          "Name one host: the primary's, or a name for it.");
    }
    if (snapshot != null && snapshot.mode() != null && snapshot.mode() != SnapshotMode.INITIAL) {
      problems.add(
          section.location(Options.SNAPSHOT.key()),
          "source.snapshot must be initial with connector flink-cdc",
          "Leave one of the two at its default.");
    }
    for (Option<?> option : Options.OF_OWN_CONNECTOR) {
      if (section.has(option)) {
        problems.add(
            section.location(option.key()),
            option.path() + " is not for connector flink-cdc",
            "Leave one of the two out.");
      }
    }
  }

  /** What either its own key or the url says; both is a problem. */
  private static <T> Optional<T> once(
      Section section, Option<T> option, Optional<T> ofUrl, Problems problems) {
    Optional<T> own = Optional.ofNullable(section.get(option));
    if (ofUrl == null || ofUrl.isEmpty()) {
      return own;
    }
    if (section.has(option)) {
      problems.add(
          section.location(option.key()),
          option.path() + " is also part of source.url",
          "Leave one of the two out.");
    }
    return ofUrl;
  }

  private static ClickHouseDefinition clickHouse(Section section) {
    section.refuseOthersThan(Options.keysOf("clickhouse"));
    String url = section.get(Options.CLICKHOUSE_URL);
    String database = section.get(Options.CLICKHOUSE_DATABASE);
    String user = section.get(Options.CLICKHOUSE_USER);
    Optional<Secret> password = Optional.ofNullable(section.get(Options.CLICKHOUSE_PASSWORD));
    Duration flushInterval = section.get(Options.FLUSH_INTERVAL);
    Long maxPendingBytes = section.get(Options.MAX_PENDING_BYTES);
    return maxPendingBytes == null
        ? null
        : new ClickHouseDefinition(
            url, database, user, password.orElse(Secret.NONE), flushInterval, maxPendingBytes);
  }

  /** {@code millrace_<name>} as Postgres allows it for a slot. */
  private static String slotName(String name) {
    String slot =
        "millrace_"
            + (name == null ? "" : name).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return slot.substring(0, Math.min(slot.length(), MAX_POSTGRES_NAME));
  }
}
