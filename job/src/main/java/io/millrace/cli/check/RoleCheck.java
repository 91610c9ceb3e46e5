package io.millrace.cli.check;

import io.millrace.cli.connect.PostgresNames;
import java.sql.Connection;
import java.sql.SQLException;

/** Whether the pipeline's role may read the log. */
final class RoleCheck {

  /** Amazon's role that stands in for the attribute. */
  private static final String MAY_REPLICATE =
      """
      SELECT r.rolreplication OR r.rolsuper OR EXISTS (
               SELECT FROM pg_roles m
               WHERE m.rolname = 'rds_replication' AND pg_has_role(r.oid, m.oid, 'MEMBER'))
      FROM pg_roles r WHERE r.rolname = current_user
      """;

  private RoleCheck() {}

  static void run(Connection connection, Findings findings) throws SQLException {
    String role = Answers.text(connection, "SELECT current_user");
    if (Answers.isTrue(connection, MAY_REPLICATE)) {
      findings.ok("role " + role + " may replicate");
    } else {
      findings.error(
          "role " + role + " lacks the REPLICATION privilege",
          "As superuser: ALTER ROLE "
              + PostgresNames.quote(role)
              + " REPLICATION; (RDS: GRANT rds_replication TO "
              + PostgresNames.quote(role)
              + ").");
    }
  }
}
