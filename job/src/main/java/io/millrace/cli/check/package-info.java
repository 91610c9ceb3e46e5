/**
 * Looks at both databases of a pipeline, touches nothing, and says of everything that matters
 * whether it is as the job needs it, with the remedy where it is not. Used by {@code check}, and by
 * {@code init} and {@code run} before they do anything.
 */
package io.millrace.cli.check;
