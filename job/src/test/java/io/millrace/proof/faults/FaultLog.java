package io.millrace.proof.faults;

import io.millrace.proof.figures.FigureFiles;
import java.util.Map;

/** Figures of a run as JSON, a line each, in {@code target/proof}; those of the last are gone. */
final class FaultLog {

  private final String file;

  FaultLog(String file) {
    this.file = file;
    FigureFiles.delete(file);
  }

  void write(Map<String, ?> figures) {
    System.out.println(FigureFiles.append(file, figures));
  }
}
