package io.millrace.proof.simulator;

import io.millrace.proof.state.StateImage;
import java.util.List;
import java.util.Map;

/**
 * A completed checkpoint.
 *
 * @param images by operator's uid, of its subtasks
 * @param feeds of the source's subtasks
 */
public record Checkpoint(long id, Map<String, List<StateImage>> images, List<Object> feeds) {}
