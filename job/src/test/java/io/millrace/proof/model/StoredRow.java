package io.millrace.proof.model;

import io.millrace.change.Position;
import java.util.List;

/** A version of a target's row. */
record StoredRow(Position version, boolean deleted, List<Object> values) {}
