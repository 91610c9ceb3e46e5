package io.millrace.source.postgres.decode;

import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.Row;
import io.millrace.change.RowWriter;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import java.util.Arrays;
import java.util.List;

/** Makes rows and keys of one table out of {@link Tuple}s. Not thread-safe. */
public final class TableDecoder {

  /** Where no tuple has the column. */
  private static final int NOWHERE = -1;

  private final SourceScan scan;
  private final ColumnDecoder[] decoders;
  private final RowWriter writer = new RowWriter();
  private final KeyEncoder keys;
  private boolean unchanged;
  private long commit;
  private long ordinal;

  /**
   * @param decoders one for each wanted column that is the table's own
   */
  public TableDecoder(SourceScan scan, List<ColumnDecoder> decoders) {
    this.scan = scan;
    this.decoders = decoders.toArray(ColumnDecoder[]::new);
    this.keys = new KeyEncoder(scan.layout(), scan.keyColumns());
  }

  public SourceScan scan() {
    return scan;
  }

  /** Whether every wanted column can be read in its binary form. */
  public boolean hasBinary() {
    for (ColumnDecoder decoder : decoders) {
      if (!decoder.hasBinary()) {
        return false;
      }
    }
    return true;
  }

  /** For each wanted column of the table's own the form that it can be had in from COPY. */
  public byte[] copyForms() {
    byte[] forms = new byte[decoders.length];
    for (int i = 0; i < forms.length; i++) {
      forms[i] = decoders[i].hasBinary() ? Tuple.BINARY : Tuple.TEXT;
    }
    return forms;
  }

  /** Every wanted column's place in a copied row: its own. */
  public int[] copyPlaces() {
    int[] places = places();
    Arrays.setAll(places, i -> i < decoders.length ? i : NOWHERE);
    return places;
  }

  /** For each wanted column no place; those of the table's own are to be filled in. */
  public int[] places() {
    int[] places = new int[scan.layout().size()];
    Arrays.fill(places, NOWHERE);
    return places;
  }

  /** Where the next row comes from: its key, in a table that has no other. */
  public void at(long itsCommit, long itsOrdinal) {
    commit = itsCommit;
    ordinal = itsOrdinal;
  }

  /**
   * @param before where unchanged values may be found; null if the log has no old row
   * @param places for each wanted column its place in the tuples, see {@link #places}
   * @throws SourceRefusedException if a value cannot be stored exactly
   */
  public Row row(Tuple tuple, Tuple before, int[] places) {
    writer.reset();
    unchanged = false;
    for (int i = 0; i < decoders.length; i++) {
      int place = places[i];
      byte kind = tuple.kind(place);
      if (kind == Tuple.UNCHANGED && before != null && before.kind(place) != Tuple.UNCHANGED) {
        write(i, before, place);
      } else {
        write(i, tuple, place);
      }
    }
    if (scan.isKeyedByPosition()) {
      writer.writeInt64(commit).writeInt64(ordinal);
    }
    return writer.toRow();
  }

  /** A row of which only the place is known that it came from. */
  public Row placeAlone() {
    writer.reset();
    for (int i = 0; i < decoders.length; i++) {
      writer.writeNull();
    }
    return writer.writeInt64(commit).writeInt64(ordinal).toRow();
  }

  private void write(int column, Tuple tuple, int place) {
    byte kind = tuple.kind(place);
    if (kind == Tuple.NULL) {
      writer.writeNull();
    } else if (kind == Tuple.UNCHANGED) {
      writer.writeUnchanged();
      unchanged = true;
    } else {
      ColumnDecoder decoder = decoders[column];
      ValueDecoder form = kind == Tuple.BINARY ? decoder.binary() : decoder.text();
      if (form == null) {
        throw new IllegalStateException(
            place(column) + " came in binary and was asked for as text");
      }
      try {
        form.decode(tuple.bytes(), tuple.start(place), tuple.length(place), writer);
      } catch (ValueRefusedException e) {
        throw new SourceRefusedException(
            "Decoding " + place(column) + ": " + e.getMessage(), e.remedy());
      }
    }
  }

  /** Whether the row made last has a value that the log left out. */
  public boolean hasUnchanged() {
    return unchanged;
  }

  /** The row's key. */
  public Key key(Row row) {
    Key key = keys.encode(row);
    if (key == null) {
      throw new SourceRefusedException(
          "A row of " + scan.table() + " has NULL in its key", "Choose a key without NULLs");
    }
    return key;
  }

  private String place(int column) {
    return scan.table() + "." + scan.columnName(column) + " (" + scan.layout().column(column) + ")";
  }
}
