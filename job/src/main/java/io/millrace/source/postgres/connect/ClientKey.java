package io.millrace.source.postgres.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The key of a client certificate in PEM, of which pgjdbc has to be told the algorithm. */
final class ClientKey {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private ClientKey() {}

  /** Empty when the file holds no such key: then the driver says what is wrong, or reads it. */
  static Optional<String> algorithm(String file) {
    try {
      Matcher pem = PEM.matcher(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
      if (!pem.find()) {
        return Optional.empty();
      }
      PKCS8EncodedKeySpec key =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
      return ALGORITHMS.stream().filter(algorithm -> isOf(algorithm, key)).findFirst();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isOf(String algorithm, PKCS8EncodedKeySpec key) {
    try {
      KeyFactory.getInstance(algorithm).generatePrivate(key);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
