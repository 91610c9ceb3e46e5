package io.millrace.cli;

import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.PipelineReader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that every command on a pipeline has. */
final class PipelineFile {

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "FILE",
      defaultValue = "pipeline.yaml",
      description = "The pipeline. Default: ${DEFAULT-VALUE}.")
  private Path file;

  /**
   * @throws io.millrace.pipeline.InvalidPipeline with all that is wrong with it
   */
  Pipeline read() {
    return new PipelineReader(new LocalVariables()::value).read(file);
  }

  Path path() {
    return file;
  }
}
