package io.millrace.proof.history;

import java.util.List;

/** The source tables. */
public record Schema(List<Table> tables) {}
