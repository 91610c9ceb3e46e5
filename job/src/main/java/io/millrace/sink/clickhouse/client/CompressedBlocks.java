package io.millrace.sink.clickhouse.client;

import com.clickhouse.data.ClickHouseCityHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * ClickHouse's own compressed blocks, which its HTTP interface takes with {@code decompress=1}:
 * CityHash128 of what follows, a method byte, both sizes, LZ4 data. Blocks joined by concatenation
 * are one body, and a body cut short or changed on the way does not parse, so it is never taken for
 * a smaller batch.
 */
public final class CompressedBlocks {

  private static final int CHECKSUM = 16;
  private static final int HEADER = 9;
  private static final byte LZ4 = (byte) 0x82;

  private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
  private final LZ4SafeDecompressor decompressor = LZ4Factory.fastestInstance().safeDecompressor();
  private byte[] scratch = new byte[0];

  /** One block holding the bytes. Not thread-safe. */
  public byte[] compress(byte[] bytes, int length) {
    int most = CHECKSUM + HEADER + compressor.maxCompressedLength(length);
    if (scratch.length < most) {
      scratch = new byte[most];
    }
    int size = compressor.compress(bytes, 0, length, scratch, CHECKSUM + HEADER) + HEADER;
    ByteBuffer block = ByteBuffer.wrap(scratch).order(ByteOrder.LITTLE_ENDIAN);
    block.put(CHECKSUM, LZ4).putInt(CHECKSUM + 1, size).putInt(CHECKSUM + 5, length);
    long[] hash = ClickHouseCityHash.cityHash128(scratch, CHECKSUM, size);
    block.putLong(0, hash[0]).putLong(8, hash[1]);
    return Arrays.copyOf(scratch, CHECKSUM + size);
  }

  /** What one block, made by {@link #compress}, holds. */
  public byte[] decompress(byte[] block) {
    ByteBuffer header = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    byte[] bytes = new byte[header.getInt(CHECKSUM + 5)];
    int from = CHECKSUM + HEADER;
    int length = decompressor.decompress(block, from, block.length - from, bytes, 0, bytes.length);
    if (length != bytes.length) {
      throw new IllegalStateException("a block of " + bytes.length + " bytes gave " + length);
    }
    return bytes;
  }
}
