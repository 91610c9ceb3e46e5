/**
 * Slot and publication: making them, and refusing to read from a server or a slot that cannot serve
 * the position asked for.
 */
package io.millrace.source.postgres.guard;
