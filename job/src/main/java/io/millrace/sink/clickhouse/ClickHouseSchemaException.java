package io.millrace.sink.clickhouse;

import java.util.List;
import java.util.stream.Collectors;

/** ClickHouse is not as the sink needs it; the message lists every reason with its remedy. */
public final class ClickHouseSchemaException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Finding> findings;

  public ClickHouseSchemaException(List<Finding> findings, Throwable cause) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")), cause);
    this.findings = List.copyOf(findings);
  }

  public ClickHouseSchemaException(List<Finding> findings) {
    this(findings, null);
  }

  public List<Finding> findings() {
    return findings;
  }
}
