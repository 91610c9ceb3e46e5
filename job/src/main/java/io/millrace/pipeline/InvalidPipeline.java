package io.millrace.pipeline;

import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code pipeline.yaml} cannot be used as it stands: all that is wrong with it, in the file's
 * order. Thrown before anything is touched; trying again without a change to the file is of no use.
 */
public final class InvalidPipeline extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  public InvalidPipeline(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public InvalidPipeline(Problem problem) {
    this(List.of(problem));
  }

  public List<Problem> problems() {
    return problems;
  }
}
