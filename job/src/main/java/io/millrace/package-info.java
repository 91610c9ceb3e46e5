/**
 * The job's main class. What the steps are, and the way of a change through them, is in their
 * packages.
 */
package io.millrace;
