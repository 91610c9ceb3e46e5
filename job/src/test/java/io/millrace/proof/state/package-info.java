/**
 * A state backend for simulation: keyed and operator state as bytes, as RocksDB holds it, so that
 * every serializer is used and no object is shared; cheap to make, to copy and to part.
 */
package io.millrace.proof.state;
