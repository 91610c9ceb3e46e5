package io.millrace.proof.simulator;

/**
 * How an attempt runs.
 *
 * @param parallelism of each of the shape's components
 * @param chained whether Flink chains operators, as it does unless told not to
 * @param memory entries, or bytes, that operators keep in memory; 0: as they like
 */
public record Setting(int[] parallelism, boolean chained, int memory) {}
