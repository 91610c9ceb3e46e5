package io.millrace.proof.figures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the page says in words: how something was run, and what was not. */
final class ProofText {

  private ProofText() {}

  static String read(String name) {
    try (InputStream in = ProofText.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
