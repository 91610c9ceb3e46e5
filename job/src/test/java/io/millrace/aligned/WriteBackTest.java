package io.millrace.aligned;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class WriteBackTest {

  private static final int FEW_ENTRIES = 1_000;

  private final Map<Integer, String> state = new HashMap<>();
  private int reads;
  private int writes;

  private WriteBack<Integer, String> cache(long limit) {
    return new WriteBack<>(
        new WriteBack.Store<>() {
          @Override
          public String read(Integer key) {
            reads++;
            return state.get(key);
          }

          @Override
          public void write(Integer key, String value) {
            writes++;
            if (value == null) {
              state.remove(key);
            } else {
              state.put(key, value);
            }
          }
        },
        String::length,
        limit);
  }

  @RepeatedTest(20)
  void isTheStateWhateverLeavesMemory() throws Exception {
    long seed = new Random().nextInt(1_000_000);
    Random random = new Random(seed);
    WriteBack<Integer, String> cache = cache(FEW_ENTRIES);
    Map<Integer, String> expected = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      int key = random.nextInt(20);
      switch (random.nextInt(4)) {
        case 0 -> {
          String value = "x".repeat(random.nextInt(300));
          cache.put(key, value);
          expected.put(key, value);
        }
        case 1 -> {
          cache.put(key, null);
          expected.remove(key);
        }
        case 2 -> assertThat(cache.get(key)).as("seed %d", seed).isEqualTo(expected.get(key));
        default -> {
          if (random.nextInt(20) == 0) {
            cache.flush();
            assertThat(state).as("seed %d", seed).isEqualTo(expected);
          }
        }
      }
    }
    cache.flush();
    assertThat(state).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  void severalChangesOfAnEntryAreOneWrite() throws Exception {
    WriteBack<Integer, String> cache = cache(FEW_ENTRIES);
    cache.get(1);
    cache.put(1, "a");
    cache.put(1, "b");
    cache.flush();
    cache.flush();

    assertThat(state).containsEntry(1, "b");
    assertThat(reads).isEqualTo(1);
    assertThat(writes).isEqualTo(1);
  }

  @Test
  void whatIsUsedStaysInMemory() throws Exception {
    WriteBack<Integer, String> cache = cache(FEW_ENTRIES);
    cache.get(0);
    for (int i = 1; i < 100; i++) {
      cache.get(i);
      cache.get(0);
    }

    assertThat(reads).isEqualTo(100);
  }
}
