package io.millrace.proof.simulator;

import io.millrace.proof.state.StateImage;
import io.millrace.proof.state.SubtaskState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorFactoryUtil;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.StreamTask;

/** The job from a start, or a restore, to a crash or the end. */
public final class Attempt {

  private static final ThreadLocal<Map<String, Task>> TASKS = ThreadLocal.withInitial(HashMap::new);

  private final JobShape shape;
  private final Setting setting;
  private final int[] parallelism;
  private final Interceptor interceptor;
  private final ReadyChannels ready = new ReadyChannels();
  private final Map<Step, Subtask[]> subtasks = new HashMap<>();
  private final List<Subtask> all = new ArrayList<>();
  private final List<SourceSubtask> sources = new ArrayList<>();

  private long pending = -1;
  private int missing;
  private Map<String, StateImage[]> images;
  private Map<Integer, Object> feeds;

  private record SourceSubtask(Subtask subtask, Feed feed, Routes routes, boolean[] triggered) {}

  /**
   * @param ends by uid, what stands where a sink does
   * @param from null at a fresh start
   */
  public Attempt(
      JobShape shape,
      Setting setting,
      Feed.Source source,
      Map<String, End.Factory> ends,
      Checkpoint from,
      Interceptor interceptor)
      throws Exception {
    this.shape = shape;
    this.setting = setting;
    this.parallelism = setting.parallelism();
    this.interceptor = interceptor;
    for (Step step : shape.steps()) {
      Subtask[] own = new Subtask[parallelism[step.component]];
      boolean head = chainedBehind(step) == null;
      for (int i = 0; i < own.length; i++) {
        own[i] = head ? new Subtask(i, ready, interceptor.aligns(step.uid)) : null;
        if (head) {
          all.add(own[i]);
        }
      }
      subtasks.put(step, own);
    }
    List<Step> order = shape.steps();
    Map<Step, Port[][]> ports = new HashMap<>();
    for (Step step : order) {
      for (int i = 0; i < parallelism[step.component]; i++) {
        subtasks.get(step)[i] = task(step, i);
      }
    }
    // Consumers first: what an operator sends to must be there when it opens.
    for (int at = order.size() - 1; at >= 0; at--) {
      Step step = order.get(at);
      List<? extends Feed> opened =
          step.inputs.isEmpty()
              ? source.open(parallelism[step.component], from == null ? List.of() : from.feeds())
              : null;
      for (int i = 0; i < parallelism[step.component]; i++) {
        build(step, i, opened, ends, from, ports);
      }
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      all.get(i).open(setting.memory());
    }
  }

  private Wire chainedBehind(Step step) {
    return setting.chained() ? step.chainedBehind() : null;
  }

  private Subtask task(Step step, int index) {
    Wire behind = chainedBehind(step);
    return behind == null ? subtasks.get(step)[index] : task(behind.from(), index);
  }

  private void build(
      Step step,
      int index,
      List<? extends Feed> opened,
      Map<String, End.Factory> ends,
      Checkpoint from,
      Map<Step, Port[][]> ports) {
    Subtask task = subtasks.get(step)[index];
    Routes routes = new Routes(step.uid, index, interceptor);
    for (Wire wire : step.outputs) {
      routes.add(
          chainedBehind(wire.to()) == wire
              ? new Route.Chained(wire.tag(), ports.get(wire.to())[index][wire.input()])
              : network(task, wire, index));
    }
    End.Factory end = ends.get(step.uid);
    Subtask.Link link;
    if (opened != null) {
      Feed feed = opened.get(index);
      link = new Subtask.Link(step, null, null, null, feed);
      sources.add(new SourceSubtask(task, feed, routes, new boolean[1]));
    } else if (end != null) {
      link = new Subtask.Link(step, null, null, end.open(index), null);
    } else {
      link = operator(step, index, routes, from);
    }
    task.links.add(0, link);
    if (chainedBehind(step) != null) {
      Port port = link.end() != null ? new Port.EndPort(link.end()) : Port.of(link.operator(), 0);
      ports.computeIfAbsent(step, s -> new Port[parallelism[step.component]][])[index] =
          new Port[] {port};
    }
  }

  private Route network(Subtask task, Wire wire, int index) {
    Subtask[] to = subtasks.get(wire.to());
    Channel[] channels;
    if (JobShape.isForward(wire)) {
      channels = new Channel[] {to[index].addChannel(wire.input())};
    } else {
      channels =
          Arrays.stream(to).map(target -> target.addChannel(wire.input())).toArray(Channel[]::new);
    }
    Route.Network route = new Route.Network(wire, channels, ready, shape.maxParallelism);
    task.network.add(route);
    return route;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Subtask.Link operator(Step step, int index, Routes routes, Checkpoint from) {
    int of = parallelism[step.component];
    Task task =
        TASKS
            .get()
            .computeIfAbsent(index + "/" + of, place -> Task.of(shape.maxParallelism, of, index));
    StreamOperatorFactory<Object> factory = (StreamOperatorFactory<Object>) step.factory();
    StreamOperator<?> operator =
        (StreamOperator<?>)
            StreamOperatorFactoryUtil.<Object, StreamOperator<Object>>createOperator(
                    factory,
                    (StreamTask) task,
                    step.config,
                    (Output<StreamRecord<Object>>) routes,
                    null)
                .f0;
    KeyGroupRange range =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            shape.maxParallelism, of, index);
    StateImage image = StateImage.empty();
    OptionalLong checkpoint = OptionalLong.empty();
    if (from != null) {
      List<StateImage> before = from.images().get(step.uid);
      image = StateImage.part(before, range.getStartKeyGroup(), range.getEndKeyGroup(), index, of);
      image = interceptor.restored(step.uid, index, image, before.size() != of);
      checkpoint = OptionalLong.of(from.id());
    }
    SubtaskState state =
        new SubtaskState(shape.config, range, shape.maxParallelism, image, checkpoint);
    return new Subtask.Link(step, operator, state, null, null);
  }

  public int channelsReady() {
    return ready.size();
  }

  /** Delivers the first element of one of the ready channels. */
  public void deliver(int place) throws Exception {
    Channel channel = ready.get(place);
    Object element =
        interceptor.reorders(channel.to.head().uid)
                && !(channel.queue.peekLast() instanceof Barrier)
            ? channel.queue.pollLast()
            : channel.queue.poll();
    ready.update(channel);
    if (channel.to.deliver(channel, element)) {
      take(channel.to);
    }
  }

  public int sources() {
    return sources.size();
  }

  public boolean feedIsReady(int source) {
    return sources.get(source).feed.isReady();
  }

  /** Whether a barrier waits to be sent, and can be. */
  public boolean isTriggered(int source) {
    return sources.get(source).triggered[0] && !sources.get(source).feed.holdsBarrier();
  }

  /** Lets a source's subtask give something. */
  public void step(int source) {
    sources.get(source).feed.step(sources.get(source).routes);
  }

  public boolean isCheckpointing() {
    return pending >= 0;
  }

  /** Begins a checkpoint: each source's subtask sends its barrier when it is let. */
  public void trigger(long checkpoint) {
    pending = checkpoint;
    missing = all.size();
    images = new TreeMap<>();
    feeds = new TreeMap<>();
    for (Step step : shape.steps()) {
      images.put(step.uid, new StateImage[parallelism[step.component]]);
    }
    for (SourceSubtask source : sources) {
      source.triggered[0] = true;
      source.feed.triggered();
    }
  }

  /** Sends a source's barrier. */
  public void sendBarrier(int source) throws Exception {
    sources.get(source).triggered[0] = false;
    take(sources.get(source).subtask);
  }

  private void take(Subtask subtask) throws Exception {
    subtask.checkpoint(pending, images, feeds);
    missing--;
  }

  /** The checkpoint, if all subtasks have now taken part; otherwise null. */
  public Checkpoint completed() {
    if (pending < 0 || missing > 0) {
      return null;
    }
    Map<String, List<StateImage>> stored = new HashMap<>();
    images.forEach((uid, of) -> stored.put(uid, Arrays.asList(of)));
    Checkpoint done = new Checkpoint(pending, stored, List.copyOf(feeds.values()));
    pending = -1;
    return done;
  }
}
