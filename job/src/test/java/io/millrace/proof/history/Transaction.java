package io.millrace.proof.history;

import java.util.List;

/**
 * A committed transaction. One that was rolled back is not in the log, and not here.
 *
 * @param position of its changes
 * @param end of its commit record; a watermark that covers it is not below
 */
public record Transaction(long position, long end, List<RowChanged> changes) {}
