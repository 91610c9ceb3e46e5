package io.millrace.sink.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorCodesTest {

  @ParameterizedTest
  @CsvSource({
    "241, RETRY", // memory limit
    "252, RETRY", // too many parts
    "202, RETRY", // too many simultaneous queries
    "242, RETRY", // table is read-only: Keeper lost
    "243, RETRY", // disk full
    "159, UNKNOWN_OUTCOME", // timeout
    "210, UNKNOWN_OUTCOME", // network
    "216, UNKNOWN_OUTCOME", // query of this id is running
    "319, UNKNOWN_OUTCOME", // status of insert unknown
    "394, UNKNOWN_OUTCOME", // killed
    "999, UNKNOWN_OUTCOME", // Keeper
    "1002, UNKNOWN_OUTCOME",
    "33, UNKNOWN_OUTCOME", // the body came to its end too early
    "27, POISON", // cannot parse
    "349, POISON", // NULL in a column that holds none
    "16, FATAL", // no such column
    "60, FATAL", // unknown table
    "164, FATAL", // read-only user
    "497, FATAL", // access denied
    "516, FATAL", // wrong password
    "123456, FATAL", // nobody has thought about it
  })
  void kinds(int code, FailureKind kind) {
    assertThat(ErrorCodes.ofCode(code)).isEqualTo(kind);
  }

  @Test
  void answersWithoutACodeComeFromInBetween() {
    assertThat(ErrorCodes.ofStatus(502)).isEqualTo(FailureKind.UNKNOWN_OUTCOME);
    assertThat(ErrorCodes.ofStatus(503)).isEqualTo(FailureKind.UNKNOWN_OUTCOME);
    assertThat(ErrorCodes.ofStatus(429)).isEqualTo(FailureKind.RETRY);
    assertThat(ErrorCodes.ofStatus(401)).isEqualTo(FailureKind.FATAL);
    assertThat(ErrorCodes.ofStatus(404)).isEqualTo(FailureKind.FATAL);
  }
}
