package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka broker for real: a record written before a crash is read after it. */
class KafkaServerITCase {
  @TempDir private Path dir;

  @Test
  void keepsRecordsOverACrash() throws Exception {
    try (KafkaServer kafka = new KafkaServer(LocalHome.ofTest(dir))) {
      kafka.start();
      int port = kafka.port();
      produce(kafka, "hello");

      kafka.kill();
      kafka.start();

      assertThat(kafka.port()).isEqualTo(port);
      assertThat(consume(kafka)).isEqualTo("hello");
    }
  }

  private static void produce(KafkaServer kafka, String value) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("greetings", value)).get();
    }
  }

  private static String consume(KafkaServer kafka) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "group.id",
            "it",
            "auto.offset.reset",
            "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("greetings"));
      ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(30));
      return records.iterator().next().value();
    }
  }
}
