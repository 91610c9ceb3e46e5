/**
 * A job's operators in one thread: every edge between two subtasks is a FIFO queue, and a seeded
 * scheduler picks the next queue, source, checkpoint or crash. Knows of the job only what Flink's
 * {@code StreamGraph} says.
 */
package io.millrace.proof.simulator;
