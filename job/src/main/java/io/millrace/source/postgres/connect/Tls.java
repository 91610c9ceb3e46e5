package io.millrace.source.postgres.connect;

import java.io.Serializable;
import java.util.Properties;

/**
 * How connections are encrypted, in libpq's terms; paths are of files on the machines that connect.
 *
 * @param mode {@code disable}, {@code prefer}, {@code require}, {@code verify-ca}, {@code
 *     verify-full}; null leaves it to the driver ({@code prefer})
 * @param rootCertificate null: the driver's default
 * @param certificate client certificate; null: none
 * @param key the client certificate's key (PKCS-8 DER, or PKCS-12); null: none
 */
public record Tls(String mode, String rootCertificate, String certificate, String key)
    implements Serializable {

  public static final Tls DEFAULT = new Tls(null, null, null, null);

  void into(Properties properties) {
    put(properties, "sslmode", mode);
    put(properties, "sslrootcert", rootCertificate);
    put(properties, "sslcert", certificate);
    put(properties, "sslkey", key);
  }

  private static void put(Properties properties, String name, String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }
}
