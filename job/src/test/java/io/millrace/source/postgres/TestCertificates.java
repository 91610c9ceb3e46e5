package io.millrace.source.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes certificates with the JDK's keytool, as files: {@code <name>.pem}, {@code <name>.key.pem},
 * {@code <name>.key.der}.
 */
final class TestCertificates {

  private static final String PASSWORD = "keystore";
  private static final String STORE = "all.p12";
  private static final List<String> RSA = List.of("-keyalg", "RSA", "-keysize", "2048");

  private final Path dir;

  TestCertificates(Path dir) {
    this.dir = dir;
  }

  Path file(String name) {
    return dir.resolve(name);
  }

  /** One that signs its own. */
  void authority(String name) throws Exception {
    generate(RSA, name, name, "-ext", "bc:c");
  }

  /**
   * A certificate that an authority has signed.
   *
   * @param more of keytool's options: {@code -ext san=dns:localhost}
   */
  void signed(String name, String commonName, String authority, String... more) throws Exception {
    List<String> signer = new ArrayList<>(List.of("-signer", authority));
    signer.addAll(Arrays.asList(more));
    generate(RSA, name, commonName, signer.toArray(String[]::new));
  }

  /**
   * A certificate with a key of another kind.
   *
   * @param algorithm {@code EC} or {@code Ed25519}
   */
  void signedOf(String algorithm, String name, String commonName, String authority)
      throws Exception {
    generate(List.of("-keyalg", algorithm), name, commonName, "-signer", authority);
  }

  private void generate(List<String> key, String name, String commonName, String... more)
      throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + commonName));
    line.addAll(key);
    line.addAll(Arrays.asList(more));
    line.addAll(List.of("-keystore", file(STORE).toString(), "-storetype", "PKCS12"));
    line.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool for " + name + ": " + said);
    }
    write(name);
  }

  /** The certificate without its authority's, and the key in both forms. */
  private void write(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file(STORE))) {
      store.load(in, PASSWORD.toCharArray());
    }
    Certificate certificate = store.getCertificate(name);
    Key key = store.getKey(name, PASSWORD.toCharArray());
    pem(file(name + ".pem"), "CERTIFICATE", certificate.getEncoded());
    pem(file(name + ".key.pem"), "PRIVATE KEY", key.getEncoded());
    Files.write(file(name + ".key.der"), key.getEncoded());
  }

  private static void pem(Path file, String kind, byte[] bytes) throws IOException {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
