package io.millrace.bench.source;

import io.millrace.catalog.Lookup;
import io.millrace.catalog.PostgresCatalog;
import io.millrace.catalog.SourceColumn;
import io.millrace.change.RowLayout;
import io.millrace.change.TableId;
import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.PostgresSource;
import io.millrace.source.postgres.PostgresSourceOptions;
import io.millrace.source.postgres.SnapshotMode;
import io.millrace.source.postgres.SnapshotOptions;
import io.millrace.source.postgres.connect.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** Millrace's own source, all columns of the table. */
final class MillraceReader implements Reader {

  private static final int SNAPSHOT_READERS = 2;

  @Override
  public SourceJob snapshot(Reading reading) throws Exception {
    Counter.reset();
    return read(source(reading, SnapshotMode.INITIAL), SNAPSHOT_READERS, reading.rows());
  }

  @Override
  public SourceJob log(Reading reading, Runnable begins) throws Exception {
    Counter.reset(0, begins);
    return read(source(reading, SnapshotMode.NEVER), 1, reading.rows());
  }

  private static SourceJob read(PostgresSource source, int readers, long rows) throws Exception {
    SourceJob job = SourceJob.start(source, readers);
    job.await(rows);
    return job;
  }

  static PostgresSource source(Reading reading, SnapshotMode mode) throws SQLException {
    PostgresDatabase database =
        PostgresDatabase.of(
            reading.host() + ":" + reading.port(),
            reading.database(),
            reading.user(),
            new Secret(reading.password()));
    PostgresSourceOptions options =
        PostgresSourceOptions.of(database, reading.slot())
            .withPublication(reading.publication())
            .withAdoptSlot(true)
            .withSnapshot(
                SnapshotOptions.DEFAULT.withMode(mode).withBytesPerCheckpoint(Long.MAX_VALUE));
    return new PostgresSource(options, List.of(scan(reading)));
  }

  static SourceScan scan(Reading reading) throws SQLException {
    try (Connection sql =
        DriverManager.getConnection(reading.url(), reading.user(), reading.password())) {
      TableId id = new TableId("public", Reading.TABLE);
      Lookup.Found found = (Lookup.Found) new PostgresCatalog(sql).find(id);
      List<SourceColumn> columns = found.table().columns();
      RowLayout layout = RowLayout.of(columns.stream().map(SourceColumn::column).toList());
      return new SourceScan(
          id,
          layout,
          columns.stream().map(SourceColumn::typeOid).toList(),
          found.table().primaryKey().stream().map(layout::indexOf).toList());
    }
  }
}
