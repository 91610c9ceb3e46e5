package io.millrace.cli.check;

import java.util.ArrayList;
import java.util.List;

/** Collects findings about one system after the other. Not thread-safe. */
public final class Findings {

  private final List<Finding> list;
  private final String where;

  public Findings(String where) {
    this(where, new ArrayList<>());
  }

  private Findings(String where, List<Finding> list) {
    this.where = where;
    this.list = list;
  }

  /** The same list, for findings about something else. */
  public Findings about(String other) {
    return new Findings(other, list);
  }

  void ok(String what) {
    add(Severity.OK, what, "");
  }

  void note(String what, String remedy) {
    add(Severity.NOTE, what, remedy);
  }

  void warning(String what, String remedy) {
    add(Severity.WARNING, what, remedy);
  }

  void error(String what, String remedy) {
    add(Severity.ERROR, what, remedy);
  }

  private void add(Severity severity, String what, String remedy) {
    list.add(new Finding(severity, where, what, remedy));
  }

  public List<Finding> all() {
    return List.copyOf(list);
  }

  public List<Finding> errors() {
    return list.stream().filter(finding -> finding.severity() == Severity.ERROR).toList();
  }

  public long count(Severity severity) {
    return list.stream().filter(finding -> finding.severity() == severity).count();
  }
}
