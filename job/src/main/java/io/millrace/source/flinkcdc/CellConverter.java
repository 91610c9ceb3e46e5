package io.millrace.source.flinkcdc;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.millrace.source.SourceScan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Takes every column's conversion out of Debezium's hands: each becomes a field of bytes that
 * {@link CellEncoder} made. Columns that nobody wants become an empty one. Runs on the connector's
 * reading thread; an instance serves one connection.
 */
public final class CellConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

  private static final String SCANS = "scans";
  private static final byte[] UNWANTED = {};

  private final Map<String, SourceScan> scans = new HashMap<>();

  /** Made by Debezium, by name. */
  public CellConverter() {}

  /** Adds to a connector's properties what makes it use this class. */
  static void configure(Properties properties, List<SourceScan> scans) {
    properties.setProperty("converters", "millrace");
    properties.setProperty("millrace.type", CellConverter.class.getName());
    try {
      byte[] bytes = InstantiationUtil.serializeObject(new ArrayList<>(scans));
      properties.setProperty("millrace." + SCANS, Base64.getEncoder().encodeToString(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("scans are serializable", e);
    }
  }

  @Override
  public void configure(Properties properties) {
    byte[] bytes = Base64.getDecoder().decode(properties.getProperty(SCANS));
    try {
      List<SourceScan> wanted =
          InstantiationUtil.deserializeObject(bytes, CellConverter.class.getClassLoader());
      wanted.forEach(scan -> scans.put(scan.table().toString(), scan));
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("scans come from this very program", e);
    }
  }

  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    SourceScan scan = scans.get(column.dataCollection());
    int index = scan == null ? -1 : scan.layout().indexOf(column.name());
    registration.register(SchemaBuilder.bytes(), converter(scan, index, column.nativeType()));
  }

  private static Converter converter(SourceScan scan, int index, int oid) {
    if (index < 0) {
      return value -> UNWANTED;
    }
    CellEncoder encoder = new CellEncoder(scan.layout().column(index).type());
    long expected = scan.typeOids().get(index);
    if (expected == Integer.toUnsignedLong(oid)) {
      return encoder::encode;
    }
    byte[] changed =
        CellEncoder.refused(
            "its type has changed (oid " + expected + " when the job was made, now " + oid + ")");
    return value -> value == null ? encoder.encode(null) : changed;
  }
}
