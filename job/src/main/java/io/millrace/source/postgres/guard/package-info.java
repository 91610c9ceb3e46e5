/**
 * Slot and publication: making them, refusing to read from a server or a slot that cannot serve the
 * position asked for, and watching for what takes changes out of the log.
 */
package io.millrace.source.postgres.guard;
