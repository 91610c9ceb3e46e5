/**
 * Faults on real servers: processes killed and paused, connections cut, at random and under load.
 * Between and after them every table is compared with its query.
 */
package io.millrace.proof.faults;
