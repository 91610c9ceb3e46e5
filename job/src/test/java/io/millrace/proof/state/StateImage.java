package io.millrace.proof.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * State of an operator's subtask at a checkpoint.
 *
 * @param keyed by state's name; keys begin with the key group
 * @param lists operator state by name
 */
public record StateImage(
    Map<String, NavigableMap<Bytes, byte[]>> keyed, Map<String, OperatorList> lists) {

  /**
   * Operator state.
   *
   * @param union whether every subtask gets all of it; otherwise it is dealt out
   */
  public record OperatorList(boolean union, List<byte[]> elements) {}

  public static StateImage empty() {
    return new StateImage(Map.of(), Map.of());
  }

  /** Without the first key group that has something. */
  public StateImage withoutFirstKeyGroup() {
    Map<String, NavigableMap<Bytes, byte[]>> left = new HashMap<>();
    keyed.forEach(
        (name, entries) -> {
          byte[] first = entries.firstKey().bytes();
          int group = (first[0] & 0xFF) << 8 | first[1] & 0xFF;
          left.put(
              name, new TreeMap<>(entries.tailMap(new Bytes(KeyedBytes.groupPrefix(group + 1)))));
        });
    return new StateImage(left, lists);
  }

  /** What the subtask of another parallelism gets of an operator's subtasks, as Flink deals it. */
  public static StateImage part(List<StateImage> images, int first, int last, int index, int of) {
    Map<String, NavigableMap<Bytes, byte[]>> keyed = new HashMap<>();
    Bytes from = new Bytes(KeyedBytes.groupPrefix(first));
    Bytes to = new Bytes(KeyedBytes.groupPrefix(last + 1));
    for (StateImage image : images) {
      image.keyed.forEach(
          (name, entries) -> {
            NavigableMap<Bytes, byte[]> range = entries.subMap(from, true, to, false);
            if (!range.isEmpty()) {
              keyed.computeIfAbsent(name, n -> new TreeMap<>()).putAll(range);
            }
          });
    }
    return new StateImage(keyed, lists(images, index, of));
  }

  private static Map<String, OperatorList> lists(List<StateImage> images, int index, int of) {
    Map<String, OperatorList> all = new HashMap<>();
    for (StateImage image : images) {
      image.lists.forEach(
          (name, list) ->
              all.computeIfAbsent(name, n -> new OperatorList(list.union(), new ArrayList<>()))
                  .elements()
                  .addAll(list.elements()));
    }
    boolean sameParallelism = images.size() == of;
    Map<String, OperatorList> part = new HashMap<>();
    all.forEach(
        (name, list) -> {
          if (list.union()) {
            part.put(name, list);
          } else if (sameParallelism) {
            OperatorList own = images.get(index).lists.get(name);
            part.put(name, own == null ? new OperatorList(false, List.of()) : own);
          } else {
            List<byte[]> dealt = new ArrayList<>();
            for (int i = index; i < list.elements().size(); i += of) {
              dealt.add(list.elements().get(i));
            }
            part.put(name, new OperatorList(false, dealt));
          }
        });
    return part;
  }
}
