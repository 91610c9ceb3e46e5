package io.millrace.proof.simulator;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/** All that leaves one operator's subtask. */
final class Routes implements Output<StreamRecord<Object>>, Feed.Outlet {

  private final List<Route> routes = new ArrayList<>();
  private final Interceptor interceptor;
  private final String uid;
  private final int subtask;

  Routes(String uid, int subtask, Interceptor interceptor) {
    this.uid = uid;
    this.subtask = subtask;
    this.interceptor = interceptor;
  }

  void add(Route route) {
    routes.add(route);
  }

  @Override
  public void collect(StreamRecord<Object> record) {
    send(null, record);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <X> void collect(OutputTag<X> tag, StreamRecord<X> record) {
    send(tag, (StreamRecord<Object>) (StreamRecord<?>) record);
  }

  private void send(OutputTag<?> tag, StreamRecord<Object> record) {
    if (interceptor == Interceptor.NONE) {
      forward(tag, record);
    } else {
      for (Object value : interceptor.sent(uid, subtask, record.getValue())) {
        forward(tag, record.copy(value));
      }
    }
  }

  private void forward(OutputTag<?> tag, StreamRecord<Object> record) {
    for (Route route : routes) {
      boolean same = tag == null ? route.tag() == null : tag.equals(route.tag());
      if (same) {
        route.record(record);
      }
    }
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    if (interceptor.passesWatermark(uid, subtask, watermark.getTimestamp())) {
      boolean hasty = interceptor.isHasty(uid);
      routes.forEach(route -> route.watermark(watermark, hasty));
    }
  }

  @Override
  public void emitWatermarkStatus(WatermarkStatus status) {
    routes.forEach(route -> route.status(status));
  }

  @Override
  public void record(Object value) {
    collect(new StreamRecord<>(value));
  }

  @Override
  public void watermark(long watermark) {
    emitWatermark(new Watermark(watermark));
  }

  @Override
  public void emitLatencyMarker(LatencyMarker marker) {}

  @Override
  public void emitRecordAttributes(RecordAttributes attributes) {}

  @Override
  public void close() {}
}
