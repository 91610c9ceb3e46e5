package io.millrace.source.postgres.connect;

import java.io.Serializable;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * How connections are encrypted, in libpq's terms; paths are of files on the machines that connect.
 *
 * @param mode {@code disable}, {@code prefer}, {@code require}, {@code verify-ca}, {@code
 *     verify-full}; null leaves it to the driver ({@code prefer})
 * @param rootCertificate null: the driver's default
 * @param certificate client certificate; null: none
 * @param key the client certificate's key (PKCS-8 as PEM or DER, or PKCS-12); null: none
 */
public record Tls(String mode, String rootCertificate, String certificate, String key)
    implements Serializable {

  public static final Tls DEFAULT = new Tls(null, null, null, null);

  /** Whether a server without encryption will not do. */
  boolean isRequired() {
    return mode != null && (mode.equals("require") || mode.startsWith("verify-"));
  }

  /** Whether the certificate has to be of the host that was named. */
  boolean verifiesName() {
    return "verify-full".equals(mode);
  }

  /** For messages. */
  String rootName() {
    return rootCertificate == null ? "~/.postgresql/root.crt" : rootCertificate;
  }

  void into(Properties properties) {
    put(properties, "sslmode", mode);
    put(properties, "sslrootcert", rootCertificate);
    put(properties, "sslcert", certificate);
    put(properties, "sslkey", key);
    if (key != null) {
      put(
          properties,
          PGProperty.PEM_KEY_ALGORITHM.getName(),
          ClientKey.algorithm(key).orElse(null));
    }
  }

  private static void put(Properties properties, String name, String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }
}
