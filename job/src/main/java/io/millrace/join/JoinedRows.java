package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowChange;

/** Gives facts out as rows of the result, with what their dimensions are now. */
final class JoinedRows {

  private final Assembly assembly;
  private final AssemblyState state;
  private final DimensionCopies copies;
  private final RowAssembler rows;
  private final Output output;
  private final boolean mayRepeat;

  /** Where rows of the result go. */
  @FunctionalInterface
  interface Output {
    void collect(RowChange change) throws Exception;
  }

  /**
   * @param mayRepeat whether a deletion is given also of a row that was never given; see {@link
   *     io.millrace.aligned.AlignedOperator}
   */
  JoinedRows(
      Assembly assembly,
      AssemblyState state,
      DimensionCopies copies,
      Output output,
      boolean mayRepeat) {
    this.assembly = assembly;
    this.state = state;
    this.copies = copies;
    this.rows = new RowAssembler(assembly.dimensions());
    this.output = output;
    this.mayRepeat = mayRepeat;
  }

  /** A fact that the slice has changed. */
  void give(int group, Key key, Touched touched, long since) throws Exception {
    if (touched.now() != null) {
      give(group, key, touched.now(), touched.given(), touched.before(), since);
    } else if (touched.given()) {
      giveDeleted(key, touched.deletedAt(), touched.before(), since);
    } else if (tellsOfAll(since)) {
      giveDeleted(key, touched.deletedAt(), touched.gone(), since);
    }
  }

  /** A fact that stands as it was, with a dimension's row that has changed. */
  void giveAgain(int group, Key key, Fact fact, long since) throws Exception {
    give(group, key, fact, fact.given(), null, since);
  }

  private void give(int group, Key key, Fact fact, boolean wasGiven, Row before, long since)
      throws Exception {
    EdgeKey[] references = state.references(fact.row());
    Row[] joined = new Row[references.length];
    Position position = fact.position();
    boolean lacks = false;
    for (int edge = 0; edge < references.length; edge++) {
      DimensionCopy copy =
          references[edge] == null ? null : copies.answered(group, references[edge]);
      if (copy != null) {
        position = Position.max(position, copy.position());
        joined[edge] = copy.row();
      }
      lacks |= joined[edge] == null && assembly.dimensions().get(edge).inner();
    }
    if (!lacks) {
      Row own = assembly.givesBefore() && before != null ? rows.alone(before) : null;
      Row after = rows.assemble(fact.row(), joined);
      output.collect(new RowChange(position, since, key, own, after));
    } else if (wasGiven) {
      // As it was given: whoever refers to it by a unique key knows it by the one it had then.
      giveDeleted(key, position, before != null ? before : fact.row(), since);
    } else if (tellsOfAll(since)) {
      giveDeleted(key, position, fact.row(), since);
    }
    if (assembly.canLack() && fact.given() == lacks) {
      state.put(group, key, references, new Fact(fact.position(), !lacks, fact.row()));
    }
  }

  /** In the snapshot rows only come. */
  private boolean tellsOfAll(long since) {
    return mayRepeat || (assembly.joinedOn() && since != Long.MIN_VALUE);
  }

  private void giveDeleted(Key key, Position position, Row fact, long since) throws Exception {
    output.collect(new RowChange(position, since, key, rows.alone(fact), null));
  }
}
