/**
 * {@code pipeline.yaml} as records, and every rule about it: which keys there are, what they may
 * hold, what they default to, and what is said, with line and column, when something is wrong.
 * Knows no catalogue, no step and no Flink.
 */
package io.millrace.pipeline;
