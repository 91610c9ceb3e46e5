package io.millrace.join;

import io.millrace.change.Key;

/** A row of one of an assembly's dimensions: which dimension, and the referenced key. */
public record EdgeKey(int edge, Key dimension) {}
