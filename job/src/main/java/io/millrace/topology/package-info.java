/**
 * Wires the steps, with the names and uids that the web UI and savepoints know them by. Knows every
 * step; is known by none but the command line.
 */
package io.millrace.topology;
