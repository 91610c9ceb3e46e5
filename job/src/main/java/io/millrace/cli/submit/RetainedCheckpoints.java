package io.millrace.cli.submit;

import io.millrace.cli.failure.CommandFailure;
import java.io.IOException;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * A pipeline's checkpoints below the cluster's checkpoint directory: {@code <name>/<job
 * id>/chk-<n>}. Each start of a pipeline is a new job to Flink, so without a directory of their own
 * nobody could tell which checkpoints are whose.
 */
final class RetainedCheckpoints {

  private static final String METADATA = "_metadata";

  private final Path directory;

  /**
   * @param checkpoints the cluster's {@code execution.checkpointing.dir}
   */
  RetainedCheckpoints(String checkpoints, String pipeline) {
    this.directory = new Path(checkpoints, pipeline);
  }

  /** For {@code execution.checkpointing.dir} of the pipeline's job. */
  String directory() {
    return directory.toString();
  }

  /** The complete one that was written last. */
  String newest() {
    try {
      FileStatus newest = newest(directory.getFileSystem());
      if (newest == null) {
        throw new CommandFailure(
            "there is no checkpoint below " + directory,
            "Name a savepoint or checkpoint with --from-savepoint PATH; or start from nothing:"
                + " --truncate-targets --adopt-slot.");
      }
      return newest.getPath().getParent().toString();
    } catch (IOException e) {
      throw new CommandFailure(
          "checkpoints below " + directory + " cannot be listed from here: " + e.getMessage(),
          "Name one with --from-savepoint PATH, as the cluster sees it.",
          e);
    }
  }

  /** A checkpoint is complete when its metadata are there. */
  private FileStatus newest(FileSystem files) throws IOException {
    FileStatus newest = null;
    for (FileStatus job : list(files, directory)) {
      for (FileStatus checkpoint : list(files, job.getPath())) {
        Path metadata = new Path(checkpoint.getPath(), METADATA);
        if (checkpoint.getPath().getName().startsWith("chk-") && files.exists(metadata)) {
          FileStatus found = files.getFileStatus(metadata);
          if (newest == null || found.getModificationTime() > newest.getModificationTime()) {
            newest = found;
          }
        }
      }
    }
    return newest;
  }

  private static FileStatus[] list(FileSystem files, Path directory) throws IOException {
    FileStatus[] found = files.exists(directory) ? files.listStatus(directory) : null;
    return found == null ? new FileStatus[0] : found;
  }
}
