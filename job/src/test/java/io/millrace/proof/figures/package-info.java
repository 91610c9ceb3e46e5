/**
 * Figures of the proof: written by what measures them to {@code target/proof}, read from there, and
 * made into the page {@code PROOF.md}. Nothing on the page is typed.
 */
package io.millrace.proof.figures;
