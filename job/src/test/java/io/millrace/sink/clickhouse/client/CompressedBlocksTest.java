package io.millrace.sink.clickhouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressedBlocksTest {

  @Test
  void whatGoesInComesOut() {
    CompressedBlocks blocks = new CompressedBlocks();
    Random random = new Random(7);
    for (int length : new int[] {0, 1, 100, 1 << 20}) {
      byte[] even = new byte[length];
      byte[] noise = new byte[length];
      random.nextBytes(noise);
      assertThat(blocks.decompress(blocks.compress(even, length))).isEqualTo(even);
      assertThat(blocks.decompress(blocks.compress(noise, length))).isEqualTo(noise);
    }
  }

  @Test
  void onlyTheUsedPartIsTaken() {
    CompressedBlocks blocks = new CompressedBlocks();
    byte[] buffer = {1, 2, 3, 4};

    byte[] block = blocks.compress(buffer, 2);

    assertThat(blocks.decompress(block)).isEqualTo(Arrays.copyOf(buffer, 2));
  }
}
