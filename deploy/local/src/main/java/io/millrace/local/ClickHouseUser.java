package io.millrace.local;

import java.util.List;

/**
 * A further user of the local ClickHouse, in its configuration: the engine has no storage for users
 * made by SQL.
 *
 * @param grants such as {@code GRANT SELECT ON shop.*}; no right that is not granted
 */
record ClickHouseUser(String name, String password, List<String> grants) {

  ClickHouseUser {
    grants = List.copyOf(grants);
  }

  /** Its element below users in config.xml. */
  String xml() {
    StringBuilder queries = new StringBuilder();
    grants.forEach(grant -> queries.append("<query>").append(Xml.escape(grant)).append("</query>"));
    return """
            <%1$s>
              <password>%2$s</password>
              <networks><ip>127.0.0.1</ip></networks>
              <profile>users</profile>
              <quota>default</quota>
              <grants>%3$s</grants>
            </%1$s>
        """
        .formatted(name, Xml.escape(password), queries);
  }
}
