package io.millrace.catalog;

import io.millrace.change.TableId;
import java.util.List;

/** The tables of a database. */
public interface Catalog {

  Lookup find(TableId id);

  /** The tables there are, for whoever mistyped one's name. */
  List<TableId> tables();
}
