package io.millrace.bench.source;

import java.util.function.Supplier;

/** Who reads in a JVM. */
enum SourceContender {
  MILLRACE(MillraceReader::new),
  FLINK_CDC(FlinkCdcReader::new),
  /** The driver alone: COPY, or the replication stream. */
  PLAIN(PlainReader::new);

  private final Supplier<Reader> readers;

  SourceContender(Supplier<Reader> readers) {
    this.readers = readers;
  }

  Reader reader() {
    return readers.get();
  }

  String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
