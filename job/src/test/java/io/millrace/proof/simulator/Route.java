package io.millrace.proof.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.plugable.SerializationDelegate;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.partitioner.ConfigurableStreamPartitioner;
import org.apache.flink.streaming.runtime.partitioner.StreamPartitioner;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/** From an operator's subtask along one wire. */
interface Route {

  /** Null: the main output. */
  OutputTag<?> tag();

  void record(StreamRecord<Object> record);

  /**
   * @param hasty a defect: it overtakes what was sent before it
   */
  void watermark(Watermark watermark, boolean hasty);

  void status(WatermarkStatus status);

  /** Into another operator of the same task. */
  record Chained(OutputTag<?> tag, Port port) implements Route {
    @Override
    public void record(StreamRecord<Object> record) {
      Unchecked.run(() -> port.emitRecord(record));
    }

    @Override
    public void watermark(Watermark watermark, boolean hasty) {
      Unchecked.run(() -> port.emitWatermark(watermark));
    }

    @Override
    public void status(WatermarkStatus status) {
      Unchecked.run(() -> port.emitWatermarkStatus(status));
    }
  }

  /** To subtasks of another task: by bytes, as over the network. */
  final class Network implements Route {
    private final Wire wire;
    private final TypeSerializer<Object> serializer;
    private final StreamPartitioner<Object> partitioner;
    private final SerializationDelegate<StreamRecord<Object>> delegate =
        new SerializationDelegate<>(null);
    private final Channel[] channels;
    private final ReadyChannels ready;
    private final DataOutputSerializer out = new DataOutputSerializer(128);
    private final DataInputDeserializer in = new DataInputDeserializer();

    @SuppressWarnings("unchecked")
    Network(Wire wire, Channel[] channels, ReadyChannels ready, int maxParallelism) {
      this.wire = wire;
      this.channels = channels;
      this.ready = ready;
      this.serializer = (TypeSerializer<Object>) wire.serializer();
      this.partitioner = (StreamPartitioner<Object>) wire.partitioner().copy();
      if (partitioner instanceof ConfigurableStreamPartitioner keyed) {
        keyed.configure(maxParallelism);
      }
      partitioner.setup(channels.length);
    }

    @Override
    public OutputTag<?> tag() {
      return wire.tag();
    }

    @Override
    public void record(StreamRecord<Object> record) {
      if (partitioner.isBroadcast()) {
        for (Channel channel : channels) {
          ready.offer(channel, copy(record));
        }
      } else {
        delegate.setInstance(record);
        ready.offer(channels[partitioner.selectChannel(delegate)], copy(record));
      }
    }

    private StreamRecord<Object> copy(StreamRecord<Object> record) {
      try {
        out.clear();
        serializer.serialize(record.getValue(), out);
        in.setBuffer(out.getCopyOfBuffer());
        return record.copy(serializer.deserialize(in));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void watermark(Watermark watermark, boolean hasty) {
      if (!hasty) {
        send(watermark);
        return;
      }
      for (Channel channel : channels) {
        channel.queue.addFirst(watermark);
        ready.update(channel);
      }
    }

    @Override
    public void status(WatermarkStatus status) {
      send(status);
    }

    void send(Object element) {
      for (Channel channel : channels) {
        ready.offer(channel, element);
      }
    }
  }
}
