package io.millrace.query;

import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A query is not what Millrace can keep. Stays inside the package: the planner turns it into a
 * problem with its place in the file.
 */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient SqlParserPos position;
  private final String remedy;

  /**
   * @param position in the query's text
   */
  Refusal(SqlParserPos position, String what, String remedy) {
    super(what, null, false, false);
    this.position = position;
    this.remedy = remedy;
  }

  SqlParserPos position() {
    return position;
  }

  String remedy() {
    return remedy;
  }
}
