/**
 * Where target rows go. Each kind of target is a package of its own; they know {@code change} and
 * their own options, not one another and no source.
 */
package io.millrace.sink;
