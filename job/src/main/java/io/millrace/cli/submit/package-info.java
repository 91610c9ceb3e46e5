/**
 * Starting a pipeline's job, on a cluster or in this process, and asking Flink how it is. Knows
 * {@code MillraceJob} and Flink's client.
 */
package io.millrace.cli.submit;
