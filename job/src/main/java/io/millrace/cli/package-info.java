/**
 * The commands of {@code deploy/millrace}. What a command does beyond reading its options and
 * printing lives in a package of its own ({@code check}, {@code verify}, {@code submit}, {@code
 * demo}). May know every package; is known by none.
 */
package io.millrace.cli;
