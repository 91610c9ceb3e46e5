package io.millrace.source.postgres.stream;

import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.PostgresDatabase;
import java.time.Duration;
import java.util.List;

/**
 * What is followed and how.
 *
 * @param follower who follows
 * @param watermarkInterval shortest time between two watermarks
 * @param idleInterval how often an idle source says that it is up to date
 * @param failoverSlot whether standbys are to keep the slot
 */
public record LogOptions(
    PostgresDatabase database,
    String slot,
    String publication,
    List<SourceScan> scans,
    Follower follower,
    Duration watermarkInterval,
    Duration idleInterval,
    boolean failoverSlot) {}
