package io.millrace.proof.simulator;

import java.util.ArrayList;
import java.util.List;

/** The channels that have something to deliver. */
final class ReadyChannels {

  private final List<Channel> ready = new ArrayList<>();

  void offer(Channel channel, Object element) {
    channel.queue.add(element);
    update(channel);
  }

  void update(Channel channel) {
    boolean is = !channel.blocked && !channel.queue.isEmpty();
    if (is && channel.ready < 0) {
      channel.ready = ready.size();
      ready.add(channel);
    } else if (!is && channel.ready >= 0) {
      Channel last = ready.remove(ready.size() - 1);
      if (last != channel) {
        ready.set(channel.ready, last);
        last.ready = channel.ready;
      }
      channel.ready = -1;
    }
  }

  int size() {
    return ready.size();
  }

  Channel get(int index) {
    return ready.get(index);
  }
}
