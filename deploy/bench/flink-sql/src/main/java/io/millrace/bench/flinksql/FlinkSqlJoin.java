package io.millrace.bench.flinksql;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Orders joined with customers by Flink SQL over Flink CDC, in a cluster inside this process, with
 * RocksDB and incremental checkpoints. What comes out is counted and thrown away: there is no sink
 * for ClickHouse that would keep it exact.
 *
 * <p>Arguments: Postgres's port, user, password and database, parallelism, managed memory, interval
 * of checkpoints, directory. Prints {@link Counts} ten times a second.
 */
public final class FlinkSqlJoin {

  private static final String SOURCE =
      """
      'connector' = 'postgres-cdc', 'hostname' = '127.0.0.1', 'port' = '%s', 'username' = '%s',
      'password' = '%s', 'database-name' = '%s', 'schema-name' = 'public', 'decoding.plugin.name' = 'pgoutput',
      'changelog-mode' = 'upsert', 'scan.incremental.snapshot.chunk.size' = '100000',
      'debezium.poll.interval.ms' = '10', 'scan.incremental.snapshot.enabled' = 'true'
      """;

  private FlinkSqlJoin() {}

  public static void main(String[] arguments) throws Exception {
    String source = SOURCE.formatted(arguments[0], arguments[1], arguments[2], arguments[3]);
    Configuration settings =
        Configuration.fromMap(
            Map.of(
                "state.backend.type",
                "rocksdb",
                "state.backend.rocksdb.use-bloom-filter",
                "true",
                "execution.checkpointing.incremental",
                "true",
                "execution.checkpointing.interval",
                arguments[6],
                "execution.checkpointing.dir",
                "file://" + arguments[7] + "/checkpoints",
                "taskmanager.memory.managed.size",
                arguments[5],
                "taskmanager.numberOfTaskSlots",
                arguments[4],
                "io.tmp.dirs",
                arguments[7] + "/tmp",
                "pipeline.object-reuse",
                "true"));
    int parallelism = Integer.parseInt(arguments[4]);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, settings);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.executeSql(
        """
        CREATE TABLE customer (
          c_custkey BIGINT, c_name STRING, c_address STRING, c_nationkey BIGINT, c_phone STRING,
          c_acctbal DECIMAL(12, 2), c_mktsegment STRING, c_comment STRING, PRIMARY KEY (c_custkey) NOT ENFORCED)
        WITH (%s, 'table-name' = 'customer', 'slot.name' = 'bench_customer')
        """
            .formatted(source));
    tables.executeSql(
        """
        CREATE TABLE orders (
          o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus STRING, o_totalprice DECIMAL(12, 2), o_orderdate DATE,
          o_orderpriority STRING, o_clerk STRING, o_shippriority INT, o_comment STRING,
          PRIMARY KEY (o_orderkey) NOT ENFORCED)
        WITH (%s, 'table-name' = 'orders', 'slot.name' = 'bench_orders')
        """
            .formatted(source));
    Table joined =
        tables.sqlQuery(
            """
            SELECT o.o_orderkey, o.o_custkey, c.c_name, c.c_nationkey, c.c_mktsegment, o.o_orderstatus,
                   o.o_totalprice, o.o_orderdate, o.o_orderpriority, o.o_clerk, o.o_shippriority, o.o_comment
            FROM orders o LEFT JOIN customer c ON c.c_custkey = o.o_custkey
            """);
    tables.toChangelogStream(joined).sinkTo(new CountingSink()).setParallelism(parallelism);
    env.executeAsync("bench");
    while (true) {
      Thread.sleep(100);
      System.out.println(Counts.line());
    }
  }
}
