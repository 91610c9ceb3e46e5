package io.millrace.local;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.StringArray;

/**
 * Main of ClickHouse's JVM: calls the command line inside libchdb.so with this program's arguments.
 *
 * <p>The first argument is the library, the rest is {@code argv} for ClickHouse. The call returns
 * only when ClickHouse ends, which here means that it failed; it has written why by then.
 */
final class ClickHouseMain {
  private ClickHouseMain() {}

  public static void main(String[] args) {
    String[] argv = new String[args.length - 1];
    System.arraycopy(args, 1, argv, 0, argv.length);
    Function commandLine = NativeLibrary.getInstance(args[0]).getFunction("chdb_query_cmdline");
    commandLine.invokePointer(new Object[] {argv.length, new StringArray(argv)});
    System.exit(1);
  }
}
