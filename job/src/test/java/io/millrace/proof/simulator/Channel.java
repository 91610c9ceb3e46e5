package io.millrace.proof.simulator;

import java.util.ArrayDeque;

/** From one subtask to another's input: records, watermarks, barriers, in the order they came. */
final class Channel {

  final ArrayDeque<Object> queue = new ArrayDeque<>();
  final Subtask to;
  final int input;
  final int index;

  /** Has delivered a barrier that other channels of the subtask have not. */
  boolean blocked;

  /** Place in the ready list; -1 when not there. */
  int ready = -1;

  /**
   * @param input of the subtask's first operator, from 0
   * @param index among the input's channels
   */
  Channel(Subtask to, int input, int index) {
    this.to = to;
    this.input = input;
    this.index = index;
  }
}
