package io.millrace.source.postgres.connect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A socket that one can wait on for input without reading a message's beginning: pgjdbc loses its
 * place when a read times out inside a message, and its own way of looking, a timed read of a
 * millisecond, costs an exception each time. Its buffer is large, so one system call serves many
 * messages. For one thread.
 */
final class PatientSocket extends Socket {

  private static final int BUFFER = 256 * 1024;

  /** A read that brought as much is followed by the next at once. */
  private static final int ENOUGH = BUFFER / 2;

  /** Any other by none sooner than this. */
  private static final Duration GATHER = Duration.ofMillis(1);

  private BufferedInput input;

  @Override
  public InputStream getInputStream() throws IOException {
    if (input == null) {
      input = new BufferedInput(super.getInputStream());
    }
    return input;
  }

  /** Waits until there is something to read, or the other side has closed; false on time-out. */
  boolean await(int millis) throws IOException {
    return ((BufferedInput) getInputStream()).await(millis);
  }

  private final class BufferedInput extends FilterInputStream {

    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private boolean ended;
    private long filled = System.nanoTime() - GATHER.toNanos();

    BufferedInput(InputStream in) {
      super(in);
    }

    private boolean await(int millis) throws IOException {
      if (next < end || ended) {
        return true;
      }
      int before = getSoTimeout();
      setSoTimeout(Math.max(1, millis));
      try {
        fill();
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        setSoTimeout(before);
      }
    }

    private void fill() throws IOException {
      gather();
      int read = in.read(buffer, 0, buffer.length);
      filled = System.nanoTime();
      next = 0;
      end = Math.max(read, 0);
      ended = read < 0;
    }

    /**
     * The walsender sends each row by itself. Whoever takes each as it comes is woken for each, and
     * that costs more than the row does ({@code deploy/bench/source}). What comes alone, after a
     * pause, is read at once.
     */
    private void gather() {
      if (end < ENOUGH) {
        long left = filled + GATHER.toNanos() - System.nanoTime();
        if (left > 0) {
          LockSupport.parkNanos(left);
        }
      }
    }

    @Override
    public int read() throws IOException {
      if (next == end && !ended) {
        fill();
      }
      return ended ? -1 : buffer[next++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (next == end && !ended) {
        if (length >= buffer.length) {
          return in.read(target, offset, length);
        }
        fill();
      }
      if (ended) {
        return -1;
      }
      int count = Math.min(length, end - next);
      System.arraycopy(buffer, next, target, offset, count);
      next += count;
      return count;
    }

    /** Of the buffer too: closing an encrypted connection skips until nothing is available. */
    @Override
    public long skip(long count) throws IOException {
      if (count <= 0) {
        return 0;
      }
      if (next == end && !ended) {
        fill();
      }
      int skipped = (int) Math.min(count, end - next);
      next += skipped;
      return skipped;
    }

    /** Only what is in the buffer: asking the system costs a call for each message. */
    @Override
    public int available() {
      return end - next;
    }
  }
}
