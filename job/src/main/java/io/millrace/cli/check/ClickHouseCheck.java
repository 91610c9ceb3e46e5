package io.millrace.cli.check;

import io.millrace.pipeline.Pipeline;
import io.millrace.query.Plan;
import io.millrace.sink.clickhouse.ClickHouseSchema;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.topology.TargetEnds;
import java.util.List;
import java.util.Optional;

/** Everything about the target, as the sink judges it. */
final class ClickHouseCheck {

  private final Pipeline pipeline;
  private final ExistingRows rows;
  private final Findings findings;

  ClickHouseCheck(Pipeline pipeline, ExistingRows rows, Findings findings) {
    this.pipeline = pipeline;
    this.rows = rows;
    this.findings = findings;
  }

  /**
   * @param plan empty when it could not be made; then only the server is looked at
   */
  void run(Optional<Plan> plan) {
    List<ClickHouseTarget> targets =
        plan.map(known -> TargetEnds.clickHouse(pipeline, known)).orElse(List.of());
    int before = findings.errors().size();
    ClickHouseSchema.check(TargetEnds.options(pipeline), targets, rows).forEach(this::add);
    if (findings.errors().size() == before) {
      findings.ok(
          "reachable, and its version and this user's rights will do"
              + (plan.isPresent() ? "; existing tables fit" : ""));
    }
  }

  private void add(io.millrace.sink.clickhouse.Finding finding) {
    String what = finding.subject() + ": " + finding.problem();
    if (finding.fatal()) {
      findings.error(what, finding.remedy());
    } else {
      findings.warning(what, finding.remedy());
    }
  }
}
