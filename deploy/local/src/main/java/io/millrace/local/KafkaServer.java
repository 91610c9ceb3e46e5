package io.millrace.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One Kafka broker that is its own controller (KRaft), plain text on loopback. */
public final class KafkaServer extends SingleProcessServer {
  private static final String BROKER = "broker";
  private static final String CONTROLLER = "controller";
  private static final Map<String, Integer> USUAL_PORTS = Map.of(BROKER, 9092, CONTROLLER, 9093);
  // Any 16 bytes in base64url; one for all, since the cluster is this broker.
  private static final String CLUSTER_ID = "bWlsbHJhY2UtbG9jYWwtMQ";

  private static final Duration FORMAT_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final int ANSWER_TIMEOUT_MS = 2_000;
  private static final short API_VERSIONS = 18;

  private final LocalHome home;
  private final Map<String, String> settings;

  public KafkaServer(LocalHome home) {
    this(home, Map.of());
  }

  private KafkaServer(LocalHome home, Map<String, String> settings) {
    super(new ServerProcess(home, "kafka"), "TERM");
    this.home = home;
    this.settings = Map.copyOf(settings);
  }

  /** The same broker with further settings of server.properties; they count from the next start. */
  public KafkaServer withSettings(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(more);
    return new KafkaServer(home, all);
  }

  @Override
  public void start() {
    if (process().isRunning()) {
      return;
    }
    Map<String, Integer> ports = process().choosePorts(USUAL_PORTS);
    String classPath = MavenLibraries.classPath(home.cache(), "kafka");
    Path file = writeConfiguration(ports);
    if (!Files.exists(data().resolve("meta.properties"))) {
      format(classPath, file);
    }
    process().launch(java(classPath, "kafka.Kafka", List.of(file.toString())), Map.of(), ports);
    process().awaitAnswer(this::answers, START_TIMEOUT);
  }

  private void format(String classPath, Path file) {
    List<String> arguments =
        List.of("format", "--cluster-id", CLUSTER_ID, "--config", file.toString());
    Tool.run(
        java(classPath, "kafka.tools.StorageTool", arguments),
        FORMAT_TIMEOUT,
        "Is a setting of the broker wrong?");
  }

  private List<String> java(String classPath, String mainClass, List<String> arguments) {
    List<String> options =
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dlog4j.configuration=" + logging().toUri());
    return JavaCommand.of(options, classPath, mainClass, arguments);
  }

  private Path writeConfiguration(Map<String, Integer> ports) {
    String broker = "PLAINTEXT://" + Ports.HOST + ":" + ports.get(BROKER);
    String controller = Ports.HOST + ":" + ports.get(CONTROLLER);
    Map<String, String> all = new TreeMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@" + controller);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("listeners", broker + ",CONTROLLER://" + controller);
    all.put("advertised.listeners", broker);
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("log.dirs", data().toString());
    all.put("num.partitions", "1");
    // A cluster of one: internal topics cannot have the usual three copies, and a group need not
    // wait for members.
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "4");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "4");
    all.put("group.initial.rebalance.delay.ms", "0");
    // Flink's exactly-once producers ask for more than the default of 15 min.
    all.put("transaction.max.timeout.ms", "3600000");
    all.putAll(settings);
    StringBuilder lines = new StringBuilder();
    all.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    try {
      Files.createDirectories(process().dir());
      Files.writeString(logging(), LOGGING);
      return Files.writeString(process().dir().resolve("server.properties"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write Kafka's configuration to " + process().dir(), e);
    }
  }

  private static final String LOGGING =
      """
      log4j.rootLogger=INFO, console
      log4j.appender.console=org.apache.log4j.ConsoleAppender
      log4j.appender.console.layout=org.apache.log4j.PatternLayout
      log4j.appender.console.layout.ConversionPattern=%d %p %c{1} %m%n
      """;

  /** Whether the broker answers a request; it accepts connections some time before it does. */
  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Ports.HOST, port()), ANSWER_TIMEOUT_MS);
      socket.setSoTimeout(ANSWER_TIMEOUT_MS);
      // ApiVersions, version 0: size, api key, api version, correlation id, client id (null).
      DataOutputStream request = new DataOutputStream(socket.getOutputStream());
      request.writeInt(10);
      request.writeShort(API_VERSIONS);
      request.writeShort(0);
      request.writeInt(1);
      request.writeShort(-1);
      request.flush();
      DataInputStream response = new DataInputStream(socket.getInputStream());
      response.readInt();
      int correlation = response.readInt();
      short error = response.readShort();
      return correlation == 1 && error == 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  public int port() {
    return process().port(BROKER);
  }

  public String bootstrapServers() {
    return Ports.HOST + ":" + port();
  }

  private Path data() {
    return process().dir().resolve("data");
  }

  private Path logging() {
    return process().dir().resolve("log4j.properties");
  }

  @Override
  public Map<String, String> addresses() {
    return process().ports().isEmpty() ? Map.of() : Map.of("bootstrap servers", bootstrapServers());
  }
}
