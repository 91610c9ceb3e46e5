/**
 * What must be: the queries' results computed the plain way, and a sink that keeps everything and
 * checks it.
 */
package io.millrace.proof.model;
