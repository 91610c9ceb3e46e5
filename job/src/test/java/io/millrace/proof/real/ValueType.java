package io.millrace.proof.real;

import java.util.Random;

/** Types of columns that are only shown: neither keys nor references. */
enum ValueType {
  SMALLINT("smallint"),
  NUMERIC("numeric(12, 3)"),
  ANY_NUMERIC("numeric"),
  BOOLEAN("boolean"),
  DOUBLE("double precision"),
  DATE("date"),
  TIMESTAMP("timestamp"),
  TIMESTAMPTZ("timestamptz"),
  BYTEA("bytea"),
  JSONB("jsonb"),
  ARRAY("int[]"),
  CHARACTERS("char(5)");

  final String sql;

  ValueType(String sql) {
    this.sql = sql;
  }

  /** An SQL literal without quotes, or null. */
  String text(Random random) {
    int number = random.nextInt(2000) - 1000;
    if (random.nextInt(8) == 0) {
      return null;
    }
    return switch (this) {
      case SMALLINT -> Integer.toString(number);
      case NUMERIC -> number + "." + (100 + random.nextInt(900));
      case ANY_NUMERIC -> number + "." + random.nextInt(10) + "0".repeat(random.nextInt(3));
      case BOOLEAN -> random.nextBoolean() ? "t" : "f";
      case DOUBLE -> Double.toString(random.nextGaussian());
      case DATE -> "20%02d-0%d-1%d".formatted(random.nextInt(99), digit(random), random.nextInt(9));
      case TIMESTAMP, TIMESTAMPTZ ->
          "19%02d-0%d-11 1%d:00:00.%06d"
              .formatted(
                  1 + random.nextInt(98),
                  digit(random),
                  random.nextInt(10),
                  random.nextInt(1_000_000));
      case BYTEA -> "\\x%08x".formatted(random.nextInt());
      case JSONB -> "{\"a\": [%d, null, \"\\t\"]}".formatted(number);
      case ARRAY -> "{" + number + ",NULL}";
      case CHARACTERS -> "abc".substring(0, random.nextInt(4));
    };
  }

  private static int digit(Random random) {
    return 1 + random.nextInt(9);
  }
}
