/**
 * Last step before the sinks: a joined row becomes a row of the target table. Knows {@code change}
 * only.
 */
package io.millrace.project;
