package io.millrace.proof.simulator;

import org.apache.flink.streaming.api.operators.Input;
import org.apache.flink.streaming.api.operators.MultipleInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.io.PushingAsyncDataInput.DataOutput;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** One input of an operator. */
interface Port extends DataOutput<Object> {

  @Override
  default void emitLatencyMarker(LatencyMarker marker) {}

  @Override
  default void emitRecordAttributes(RecordAttributes attributes) {}

  @SuppressWarnings("unchecked")
  static Port of(StreamOperator<?> operator, int input) {
    if (operator instanceof OneInputStreamOperator<?, ?> one) {
      return new InputPort((Input<Object>) (Input<?>) one);
    }
    if (operator instanceof MultipleInputStreamOperator<?> multiple) {
      return new InputPort((Input<Object>) multiple.getInputs().get(input));
    }
    TwoInputStreamOperator<Object, Object, ?> two =
        (TwoInputStreamOperator<Object, Object, ?>) operator;
    return input == 0 ? new First(two) : new Second(two);
  }

  /** Of an operator that has equal inputs, or one. */
  record InputPort(Input<Object> input) implements Port {
    @Override
    public void emitRecord(StreamRecord<Object> record) throws Exception {
      input.setKeyContextElement(record);
      input.processElement(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) throws Exception {
      input.processWatermark(watermark);
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) throws Exception {
      input.processWatermarkStatus(status);
    }
  }

  /** First of two. */
  record First(TwoInputStreamOperator<Object, Object, ?> operator) implements Port {
    @Override
    public void emitRecord(StreamRecord<Object> record) throws Exception {
      operator.setKeyContextElement1(record);
      operator.processElement1(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) throws Exception {
      operator.processWatermark1(watermark);
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) throws Exception {
      operator.processWatermarkStatus1(status);
    }
  }

  /** Second of two. */
  record Second(TwoInputStreamOperator<Object, Object, ?> operator) implements Port {
    @Override
    public void emitRecord(StreamRecord<Object> record) throws Exception {
      operator.setKeyContextElement2(record);
      operator.processElement2(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) throws Exception {
      operator.processWatermark2(watermark);
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) throws Exception {
      operator.processWatermarkStatus2(status);
    }
  }

  /** Of a model that stands where a sink does. */
  record EndPort(End end) implements Port {
    @Override
    public void emitRecord(StreamRecord<Object> record) {
      end.record(record.getValue());
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      end.watermark(watermark.getTimestamp());
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {}
  }
}
