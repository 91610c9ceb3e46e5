package io.millrace.source.postgres.fetch;

import io.millrace.change.LogEvent;
import io.millrace.source.postgres.split.PostgresSplit;
import java.util.List;

/**
 * Events that are emitted together.
 *
 * @param after how far the split has come when they have been
 * @param last whether the split ends with them
 */
public record Batch(List<LogEvent> events, PostgresSplit after, boolean last) {}
