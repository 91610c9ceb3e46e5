package io.millrace.proof.simulator;

import io.millrace.proof.state.StateImage;
import io.millrace.proof.state.SubtaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.StatusWatermarkValve;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** One subtask of a chain of operators. */
final class Subtask {

  private static final int MAX_RAW_STATE = 1;
  private static final CheckpointOptions OPTIONS =
      CheckpointOptions.forCheckpointWithDefaultLocation();

  /** An operator of the chain, or the model in its place. */
  record Link(Step step, StreamOperator<?> operator, SubtaskState state, End end, Feed feed) {}

  final int index;
  final List<Link> links = new ArrayList<>();
  final List<Route.Network> network = new ArrayList<>();

  /** By input, the channels of all wires to it. */
  final List<List<Channel>> inputs = new ArrayList<>();

  private final List<StatusWatermarkValve> valves = new ArrayList<>();
  private final List<Port> ports = new ArrayList<>();
  private final ReadyChannels ready;
  private final boolean aligns;
  private int channels;
  private int barriers;

  Subtask(int index, ReadyChannels ready, boolean aligns) {
    this.index = index;
    this.ready = ready;
    this.aligns = aligns;
  }

  Step head() {
    return links.get(0).step();
  }

  Channel addChannel(int input) {
    while (inputs.size() <= input) {
      inputs.add(new ArrayList<>());
    }
    Channel channel = new Channel(this, input, inputs.get(input).size());
    inputs.get(input).add(channel);
    channels++;
    return channel;
  }

  /** State first, from the chain's end, so that nothing reaches an operator that is not open. */
  void open(int memory) throws Exception {
    for (int i = links.size() - 1; i >= 0; i--) {
      Link link = links.get(i);
      if (link.operator() != null) {
        link.operator().initializeState(link.state());
        if (memory > 0) {
          SmallMemory.apply(link.operator(), memory);
        }
        link.operator().open();
      }
    }
    for (int input = 0; input < inputs.size(); input++) {
      valves.add(new StatusWatermarkValve(inputs.get(input).size()));
      Link head = links.get(0);
      ports.add(
          head.end() != null ? new Port.EndPort(head.end()) : Port.of(head.operator(), input));
    }
  }

  /** Returns whether a checkpoint has been taken. */
  @SuppressWarnings("unchecked")
  boolean deliver(Channel channel, Object element) throws Exception {
    Port port = ports.get(channel.input);
    if (element instanceof StreamRecord<?> record) {
      port.emitRecord((StreamRecord<Object>) record);
    } else if (element instanceof Watermark watermark) {
      valves.get(channel.input).inputWatermark(watermark, channel.index, port);
    } else if (element instanceof WatermarkStatus status) {
      valves.get(channel.input).inputWatermarkStatus(status, channel.index, port);
    } else {
      return barrier(channel);
    }
    return false;
  }

  private boolean barrier(Channel channel) {
    barriers++;
    if (!aligns) {
      boolean first = barriers == 1;
      barriers %= channels;
      return first;
    }
    channel.blocked = true;
    ready.update(channel);
    if (barriers < channels) {
      return false;
    }
    barriers = 0;
    for (List<Channel> input : inputs) {
      for (Channel blocked : input) {
        blocked.blocked = false;
        ready.update(blocked);
      }
    }
    return true;
  }

  /** All barriers have come: finish, send the barrier on, then take state. */
  void checkpoint(long checkpoint, Map<String, StateImage[]> images, Map<Integer, Object> feeds)
      throws Exception {
    for (Link link : links) {
      if (link.operator() != null) {
        link.operator().prepareSnapshotPreBarrier(checkpoint);
      }
    }
    network.forEach(route -> route.send(new Barrier(checkpoint)));
    for (Link link : links) {
      if (link.end() != null) {
        link.end().barrier(checkpoint);
      } else if (link.feed() != null) {
        feeds.put(index, link.feed().state());
      } else {
        link.operator()
            .snapshotState(checkpoint, 0, OPTIONS, new MemCheckpointStreamFactory(MAX_RAW_STATE));
        images.get(link.step().uid)[index] = link.state().copy();
      }
    }
  }
}
