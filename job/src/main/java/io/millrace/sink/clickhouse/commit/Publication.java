package io.millrace.sink.clickhouse.commit;

/**
 * What the committer gets for a checkpoint: the parts of its inserts, and one marker. In
 * checkpoints; its format is that of {@link PublicationSerializer}.
 */
public sealed interface Publication permits InsertPart, Marker {

  long checkpoint();
}
