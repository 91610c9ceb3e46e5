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

/** Makes certificates with the JDK's keytool: {@code <name>.pem}, {@code <name>.key.pem}, … */
final class TestCertificates {

  private static final String PASSWORD = "keystore";

  private final Path dir;

  TestCertificates(Path dir) {
    this.dir = dir;
  }

  Path file(String name) {
    return dir.resolve(name);
  }

  /** One that signs its own. */
  void authority(String name) throws Exception {
    generate(name, "-ext", "bc:c");
    write(name);
  }

  /**
   * A certificate that an authority has signed.
   *
   * @param more of keytool's options for signing: {@code -ext san=dns:localhost}
   */
  void signed(String name, String commonName, String authority, String... more) throws Exception {
    generate(name, "-dname", "CN=" + commonName);
    Path request = file(name + ".csr");
    Path answer = file(name + ".answer");
    keytool(store(name), "-certreq", "-alias", name, "-file", request.toString());
    List<String> sign =
        new ArrayList<>(
            List.of("-gencert", "-alias", authority, "-rfc", "-infile", request.toString()));
    sign.addAll(List.of("-outfile", answer.toString()));
    sign.addAll(Arrays.asList(more));
    keytool(store(authority), sign.toArray(String[]::new));
    keytool(
        store(name),
        "-importcert",
        "-noprompt",
        "-alias",
        "authority",
        "-file",
        file(authority + ".pem").toString());
    keytool(store(name), "-importcert", "-alias", name, "-file", answer.toString());
    write(name);
  }

  private Path store(String name) {
    return file(name + ".p12");
  }

  private void generate(String name, String... more) throws Exception {
    List<String> line = new ArrayList<>(List.of("-genkeypair", "-alias", name, "-keyalg", "RSA"));
    line.addAll(List.of("-keysize", "2048", "-validity", "30"));
    line.addAll(Arrays.asList(more));
    if (!line.contains("-dname")) {
      line.addAll(List.of("-dname", "CN=" + name));
    }
    keytool(store(name), line.toArray(String[]::new));
  }

  /** The certificate without its authority's, and the key in both forms. */
  private void write(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(name))) {
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

  private void keytool(Path store, String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(Arrays.asList(arguments));
    line.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    line.addAll(List.of("-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).directory(dir.toFile()).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool " + arguments[0] + ": " + said);
    }
  }
}
