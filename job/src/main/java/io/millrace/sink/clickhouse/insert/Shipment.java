package io.millrace.sink.clickhouse.insert;

import java.io.IOException;
import java.util.UUID;

/** Something that must be in ClickHouse exactly once. */
public interface Shipment {

  /** Its deduplication token, stored with it. */
  UUID token();

  /** For messages: what it is and for which table. */
  String describe();

  /** Sends all of it under its token: always the same bytes and settings. */
  void send() throws IOException, InterruptedException;

  /** Of how many rows it consists. */
  long rows();

  /** How many of its rows are not there. Meaningful only while no send is under way. */
  long missing() throws IOException, InterruptedException;

  /**
   * Sends what is not there under a token of its own: a server that died between noting the token
   * and keeping the rows would drop them under the first one.
   */
  void sendMissing() throws IOException, InterruptedException;
}
