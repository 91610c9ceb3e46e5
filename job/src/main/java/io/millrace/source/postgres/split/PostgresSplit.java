package io.millrace.source.postgres.split;

import org.apache.flink.api.connector.source.SourceSplit;

/** Something to read, and how far its reading has come. */
public sealed interface PostgresSplit extends SourceSplit permits ChunkSplit, StreamSplit {}
