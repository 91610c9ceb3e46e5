/**
 * Aligned evaluation, which the keyed steps share: the log is worked through in slices, each
 * between two watermarks. Knows {@code change} only.
 */
package io.millrace.aligned;
