package io.millrace.sink.clickhouse.client;

import static io.millrace.sink.clickhouse.client.FailureKind.FATAL;
import static io.millrace.sink.clickhouse.client.FailureKind.POISON;
import static io.millrace.sink.clickhouse.client.FailureKind.RETRY;
import static io.millrace.sink.clickhouse.client.FailureKind.UNKNOWN_OUTCOME;

import java.util.HashMap;
import java.util.Map;

/**
 * ClickHouse's error codes (ErrorCodes.cpp) and HTTP statuses, each with what it means for an
 * insert. A code that is not listed is {@link FailureKind#FATAL}: nobody has thought about it yet.
 */
public final class ErrorCodes {

  public static final int UNKNOWN_TABLE = 60;

  private static final Map<Integer, FailureKind> KINDS = new HashMap<>();

  static {
    // Throttled, out of memory, disk or quota for now, or not there for now: TABLE_IS_READ_ONLY
    // (Keeper lost), TOO_MANY_PARTS, table being replaced, aborted before commit.
    kind(RETRY, 173, 198, 201, 202, 203, 236, 241, 242, 243, 252, 254, 279, 290, 364, 439);
    // Keeper: 225 NO_ZOOKEEPER, 285 TOO_FEW_LIVE_REPLICAS; 218 table is being dropped or renamed.
    kind(RETRY, 218, 225, 285);
    // End of file, timeouts, network, quorum, cancelled, a query of this id still running, Keeper,
    // and what a library threw.
    kind(UNKNOWN_OUTCOME, 3, 23, 95, 96, 159, 209, 210, 216, 286, 289, 319, 341, 394, 416, 425);
    kind(UNKNOWN_OUTCOME, 999, 1000, 1001, 1002);
    // The body came to its end too early. What is sent was whole when it was sealed, so something
    // on the way cut it short (seen with a proxy that closes in the middle).
    kind(UNKNOWN_OUTCOME, 32, 33);
    // Bytes that do not parse or do not fit: cannot parse, out of range, too large, wrong checksum.
    kind(POISON, 6, 26, 27, 38, 40, 41, 69, 72, 117, 128, 131, 246, 248, 271, 321, 349);
    kind(POISON, 376, 407, 441, 469);
    // Columns and tables that are not what they were, and settings.
    kind(FATAL, 7, 8, 9, 10, 16, 20, 36, 43, 44, 47, 48, 50, 53, 60, 62, 70, 73, 81, 115, 122);
    // Rights and log-in. 164 READONLY is nearly always a profile, so waiting does not mend it; 774
    // is a table that someone has made read-only.
    kind(FATAL, 164, 192, 193, 194, 195, 291, 344, 497, 516, 774);
  }

  private ErrorCodes() {}

  private static void kind(FailureKind kind, int... codes) {
    for (int code : codes) {
      if (KINDS.putIfAbsent(code, kind) != null) {
        throw new IllegalStateException("code " + code + " is listed twice");
      }
    }
  }

  public static FailureKind ofCode(int code) {
    return KINDS.getOrDefault(code, FATAL);
  }

  /** Of an answer without a ClickHouse code: it comes from something in between. */
  static FailureKind ofStatus(int status) {
    if (status == 429) {
      return RETRY;
    }
    return status == 408 || status >= 500 ? UNKNOWN_OUTCOME : FATAL;
  }
}
