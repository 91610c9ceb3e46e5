package io.millrace.proof.simulator;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes caches and buffers of operators small, so that what a large job does rarely happens all the
 * time: every field {@code limit} of a product's object that an operator holds. That is the
 * product's word for how much it keeps in memory.
 */
public final class SmallMemory {

  private static final AtomicLong SET = new AtomicLong();

  private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

  private SmallMemory() {}

  /** How many limits have been set in this process: none would mean that the word has changed. */
  public static long count() {
    return SET.get();
  }

  static void apply(Object operator, int entries) {
    visit(operator, entries, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static void visit(Object object, int entries, Set<Object> seen) {
    if (object == null || !seen.add(object)) {
      return;
    }
    try {
      for (Field field : FIELDS.computeIfAbsent(object.getClass(), SmallMemory::fields)) {
        if (field.getName().equals("limit") && field.getType() == int.class) {
          field.setInt(object, entries);
          SET.incrementAndGet();
        } else if (field.getName().equals("limit") && field.getType() == long.class) {
          field.setLong(object, entries);
          SET.incrementAndGet();
        } else if (!field.getType().isPrimitive()) {
          Object value = field.get(object);
          if (value != null && isOurs(value.getClass())) {
            visit(value, entries, seen);
          }
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith("io.millrace.") && !type.isRecord() && !type.isHidden();
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> at = type; at != null && isOurs(at); at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        boolean ours = field.getType().getName().startsWith("io.millrace.");
        if (!Modifier.isStatic(field.getModifiers()) && (ours || field.getName().equals("limit"))) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields;
  }
}
