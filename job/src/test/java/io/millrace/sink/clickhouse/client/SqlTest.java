package io.millrace.sink.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTest {

  @Test
  void namesAreQuotedWhateverStandsInThem() {
    assertThat(Sql.identifier("a`b\\c")).isEqualTo("`a\\`b\\\\c`");
    assertThat(Sql.literal("it's \\ so")).isEqualTo("'it\\'s \\\\ so'");
    assertThat(Sql.qualified("my db", "t")).isEqualTo("`my db`.`t`");
  }

  @Test
  void listsSplitAtTheirOwnCommas() {
    assertThat(Sql.splitList("a, f(b, c), `d,e`, 'x,(y'"))
        .containsExactly("a", "f(b, c)", "`d,e`", "'x,(y'");
    assertThat(Sql.splitList("")).isEmpty();
    assertThat(Sql.splitList("`it\\`s,`")).containsExactly("`it\\`s,`");
  }

  @Test
  void bareNamesAreToldFromExpressions() {
    assertThat(Sql.bareName("id")).isEqualTo("id");
    assertThat(Sql.bareName("`weird\\`id`")).isEqualTo("weird`id");
    assertThat(Sql.bareName("\"id x\"")).isEqualTo("id x");
    assertThat(Sql.bareName("intDiv(id, 10)")).isNull();
    assertThat(Sql.bareName("`a` + `b`")).isNull();
    assertThat(Sql.bareName("-id")).isNull();
  }
}
