package io.millrace.source.postgres.decode;

import io.millrace.change.ColumnType;

/**
 * Both decoders of one column. Not thread-safe: some keep a buffer.
 *
 * @param binary null when the type's binary form is not known here: then text must be asked for
 */
public record ColumnDecoder(ValueDecoder binary, ValueDecoder text) {

  /**
   * @param oid of the Postgres type, of a domain the type beneath
   * @param textual whether the type's binary form is its text, as with enums
   */
  public static ColumnDecoder of(long oid, ColumnType type, boolean textual) {
    return new ColumnDecoder(
        BinaryValues.decoder(oid, type, textual).orElse(null), TextValues.decoder(type));
  }

  public boolean hasBinary() {
    return binary != null;
  }
}
