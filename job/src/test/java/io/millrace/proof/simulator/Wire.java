package io.millrace.proof.simulator;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.runtime.partitioner.StreamPartitioner;
import org.apache.flink.util.OutputTag;

/**
 * An edge of the job's graph.
 *
 * @param input of the target step, from 0
 * @param tag of the side output; null: the main output
 * @param chained whether Flink calls the target directly
 */
record Wire(
    Step from,
    Step to,
    int input,
    OutputTag<?> tag,
    StreamPartitioner<?> partitioner,
    TypeSerializer<?> serializer,
    boolean chained) {}
