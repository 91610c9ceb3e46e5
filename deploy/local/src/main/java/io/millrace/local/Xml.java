package io.millrace.local;

/** Text inside XML elements. */
final class Xml {
  private Xml() {}

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
