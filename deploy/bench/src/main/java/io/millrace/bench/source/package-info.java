/**
 * Benchmarks of sources alone: every reader decodes the same log and reads the same table, with
 * nothing but a counter behind it. Unlike the other benchmarks this one is compiled against the
 * job; it runs from the job's jar.
 */
package io.millrace.bench.source;
