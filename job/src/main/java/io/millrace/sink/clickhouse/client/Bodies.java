package io.millrace.sink.clickhouse.client;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Request bodies of known length: a server can tell a body that was cut short from a whole one. */
final class Bodies {

  private Bodies() {}

  static BodyPublisher of(List<byte[]> parts) {
    long length = parts.stream().mapToLong(part -> part.length).sum();
    return length == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(parts), length);
  }

  static BodyPublisher multipart(String boundary, AttachedTable table) {
    List<byte[]> parts = new ArrayList<>();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"rows\"\r\n\r\n"
            .formatted(boundary, table.name());
    parts.add(head.getBytes(StandardCharsets.US_ASCII));
    parts.addAll(table.rows());
    parts.add(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    return of(parts);
  }
}
