/**
 * The proof that a target table is its query: random histories through the production graph in one
 * thread, checked at every commit against a plain oracle.
 */
package io.millrace.proof;
