package io.millrace.source.postgres.decode;

import io.millrace.source.SourceScan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decoders of all wanted tables. */
public final class TableDecoders {

  /** Oids below are the same in every database. */
  private static final long FIRST_CUSTOM_OID = 16384;

  private TableDecoders() {}

  /** Asks the server which types of its own are enums: their binary form is their text. */
  public static List<TableDecoder> of(Connection connection, List<SourceScan> scans)
      throws SQLException {
    Set<Long> enums = enums(connection, scans);
    List<TableDecoder> tables = new ArrayList<>();
    for (SourceScan scan : scans) {
      List<ColumnDecoder> columns = new ArrayList<>();
      for (int i = 0; i < scan.ownColumns(); i++) {
        long oid = scan.typeOids().get(i);
        columns.add(ColumnDecoder.of(oid, scan.layout().column(i).type(), enums.contains(oid)));
      }
      tables.add(new TableDecoder(scan, columns));
    }
    return tables;
  }

  private static Set<Long> enums(Connection connection, List<SourceScan> scans)
      throws SQLException {
    Set<Long> enums = new HashSet<>();
    Long[] custom =
        scans.stream()
            .flatMap(scan -> scan.typeOids().stream())
            .filter(oid -> oid >= FIRST_CUSTOM_OID)
            .distinct()
            .toArray(Long[]::new);
    if (custom.length == 0) {
      return enums;
    }
    String sql = "SELECT oid::bigint FROM pg_type WHERE typtype = 'e' AND oid::bigint = ANY (?)";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, connection.createArrayOf("bigint", custom));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          enums.add(rows.getLong(1));
        }
      }
    }
    return enums;
  }
}
