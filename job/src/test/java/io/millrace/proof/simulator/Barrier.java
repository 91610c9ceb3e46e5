package io.millrace.proof.simulator;

/** A checkpoint's barrier in a channel. */
record Barrier(long checkpoint) {}
