/**
 * Reaching a pipeline's databases from the command line, and saying in words why that did not work.
 */
package io.millrace.cli.connect;
