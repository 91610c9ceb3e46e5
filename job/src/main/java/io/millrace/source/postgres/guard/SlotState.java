package io.millrace.source.postgres.guard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A replication slot as the server shows it.
 *
 * @param holder who reads from it now: pid, application and address; null when nobody
 * @param application name that its reader goes by; null when nobody
 * @param confirmed where its reader has said it need not be sent what lies before; 0 when unknown
 * @param walStatus {@code lost}: the server no longer has the log the slot needs
 * @param failover whether standbys that synchronize slots keep it too
 */
public record SlotState(
    String type,
    String plugin,
    String database,
    String holder,
    String application,
    long confirmed,
    String walStatus,
    boolean failover) {

  private static final int END_MILLIS = 5_000;

  private static final String SQL =
      """
      SELECT s.slot_type, s.plugin, s.database, s.wal_status,
             (s.confirmed_flush_lsn - '0/0'::pg_lsn)::bigint AS confirmed,
             CASE WHEN s.active THEN format('pid %s (%s, %s)', s.active_pid,
                  coalesce(nullif(a.application_name, ''), 'no application name'),
                  coalesce(host(a.client_addr), 'local')) END AS holder,
             a.application_name AS application,
             coalesce((to_jsonb(s) ->> 'failover')::boolean, false) AS failover
      FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid
      WHERE s.slot_name = ?
      """;

  public static Optional<SlotState> read(Connection connection, String slot) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SQL)) {
      query.setString(1, slot);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new SlotState(
                    row.getString("slot_type"),
                    row.getString("plugin"),
                    row.getString("database"),
                    row.getString("holder"),
                    row.getString("application"),
                    row.getLong("confirmed"),
                    row.getString("wal_status"),
                    row.getBoolean("failover")))
            : Optional.empty();
      }
    }
  }

  /**
   * Ends the connection that reads from a slot, if it still goes by that name, and waits for its
   * end.
   *
   * @throws SQLException 42501 if the role may not
   */
  public static void endReader(Connection connection, String slot, String application)
      throws SQLException {
    String sql =
        "SELECT pg_terminate_backend(a.pid, "
            + END_MILLIS
            + ") FROM pg_replication_slots s JOIN pg_stat_activity a ON a.pid = s.active_pid"
            + " WHERE s.slot_name = ? AND a.application_name = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, slot);
      query.setString(2, application);
      query.execute();
    }
  }

  public boolean active() {
    return holder != null;
  }
}
