/**
 * What readers are given to read, how far they have come with it, and how that stands in a
 * checkpoint.
 */
package io.millrace.source.postgres.split;
