package io.millrace.proof.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One direction of a connection through a {@link FaultyLink}.
 *
 * @param toServer whether the client speaks here
 * @param spared whether what is under way on the connection comes through whatever the link does
 */
record Pump(FaultyLink link, Socket from, Socket to, boolean toServer, AtomicBoolean spared) {

  private static final int BUFFER = 64 << 10;
  private static final int SLOW_BYTES = 500;
  private static final long SLOW_MILLIS = 50;
  private static final long SILENT_POLL_MILLIS = 20;
  private static final String HEAD_END = "\r\n\r\n";

  /** Until either side ends, or it is cut. */
  void run() throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      look(buffer, count);
      holdBack();
      int passing = passing(buffer, count);
      write(out, buffer, passing);
      if (passing < count) {
        cut();
        return;
      }
    }
  }

  private void look(byte[] buffer, int count) {
    if (toServer && link.sparesGets()) {
      String text = new String(buffer, 0, Math.min(count, 8), StandardCharsets.ISO_8859_1);
      if (text.startsWith("GET ")) {
        spared.set(true);
      } else if (text.startsWith("POST ")) {
        spared.set(false);
      }
    }
  }

  private FaultyLink.Mode mode() {
    return spared.get() ? FaultyLink.Mode.SOUND : link.mode();
  }

  /** While nothing comes through in this direction. */
  private void holdBack() throws InterruptedException {
    if (isHeld()) {
      link.hit();
    }
    while (isHeld()) {
      Thread.sleep(SILENT_POLL_MILLIS);
    }
  }

  private boolean isHeld() {
    if (link.isForgotten(from)) {
      return true;
    }
    return switch (mode()) {
      case SILENT -> true;
      case ANSWER_WITHHELD -> !toServer;
      default -> false;
    };
  }

  /** How many of these bytes come through; if not all, the connection is cut behind them. */
  private int passing(byte[] buffer, int count) {
    return switch (mode()) {
      case CUT_BEFORE_SERVER -> toServer ? 0 : count;
      case CUT_INSIDE_REQUEST -> toServer ? halfOfBody(buffer, count) : count;
      case CUT_BEFORE_ANSWER -> toServer ? count : 0;
      case CUT_INSIDE_ANSWER -> toServer ? count : count / 2;
      default -> count;
    };
  }

  /** All, when it is the head of an HTTP request whose body comes next or never. */
  private static int halfOfBody(byte[] buffer, int count) {
    String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
    int head = text.startsWith("POST ") ? text.indexOf(HEAD_END) + HEAD_END.length() : 0;
    if (head == count || text.startsWith("GET ")) {
      return count;
    }
    return head + (count - head) / 2;
  }

  private void write(OutputStream out, byte[] buffer, int count)
      throws IOException, InterruptedException {
    int written = 0;
    while (written < count && mode() == FaultyLink.Mode.SLOW) {
      link.hit();
      int slice = Math.min(SLOW_BYTES, count - written);
      out.write(buffer, written, slice);
      written += slice;
      Thread.sleep(SLOW_MILLIS);
    }
    out.write(buffer, written, count - written);
    out.flush();
  }

  private void cut() throws IOException {
    link.hit();
    from.setSoLinger(true, 0);
    to.setSoLinger(true, 0);
  }
}
