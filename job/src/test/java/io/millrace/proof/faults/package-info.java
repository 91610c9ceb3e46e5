/**
 * Faults on real servers: processes killed and paused, connections cut, servers that refuse, slots
 * and checkpoints that are not what they were; by name, and at random under load. After each every
 * table is compared with its query. {@link io.millrace.proof.faults.FaultMatrix} says what is
 * expected of each and which test shows it.
 *
 * <p>Longer runs: {@code -Dmillrace.kills=300}, {@code -Dmillrace.minutes=20}, {@code
 * -Dmillrace.long=true} (faults that take a minute to be found out).
 */
package io.millrace.proof.faults;
