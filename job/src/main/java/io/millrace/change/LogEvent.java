package io.millrace.change;

/**
 * What a source gives, in the order of its log: changes, and from time to time a commit that all of
 * them lie before.
 */
public sealed interface LogEvent permits Change, Commit {}
