package io.millrace.source.postgres.connect;

import java.io.Serializable;

/**
 * Which history of which database a position belongs to.
 *
 * @param system the cluster's system identifier
 */
public record ServerIdentity(String system, int timeline, String database)
    implements Serializable {}
