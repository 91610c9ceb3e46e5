package io.millrace.source.postgres.connect;

import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Server and client do not agree on who they are, or on encryption. Keeps the SQLSTATE, which says
 * whether trying again may help: a server's certificate can be mended without us.
 *
 * <p>The message is place, what, remedy; it never holds the password.
 */
public final class LoginRefusedException extends SQLException {

  private static final long serialVersionUID = 1;

  private static final String CONNECTION_FAILURE = "08006";
  private static final String CONNECTION_REJECTED = "08004";
  private static final String NOT_AUTHORIZED = "28000";
  private static final String WRONG_PASSWORD = "28P01";

  private final String what;
  private final String remedy;

  /**
   * @param what to be put behind the server's name
   */
  private record Words(String what, String remedy) {}

  private LoginRefusedException(String where, Words words, SQLException cause) {
    super(
        "Postgres at " + where + " " + words.what() + ". " + words.remedy(),
        cause.getSQLState(),
        cause);
    this.what = words.what();
    this.remedy = words.remedy();
  }

  /** To be put behind the server's name. */
  public String what() {
    return what;
  }

  public String remedy() {
    return remedy;
  }

  /** The same with these words, where it is about logging in; else the exception itself. */
  static SQLException orSame(PostgresDatabase database, SQLException e) {
    return words(database, e)
        .<SQLException>map(words -> new LoginRefusedException(database.where(), words, e))
        .orElse(e);
  }

  private static Optional<Words> words(PostgresDatabase database, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case WRONG_PASSWORD ->
          Optional.of(
              new Words(
                  "refuses user " + database.user() + ": wrong password, or no such user",
                  "Check source.user and source.password; as superuser: ALTER ROLE \""
                      + database.user().replace("\"", "\"\"")
                      + "\" PASSWORD '…'."));
      case NOT_AUTHORIZED ->
          Optional.of(
              new Words(
                  "lets user " + database.user() + " not in from here (SQLSTATE 28000)",
                  "Check source.user, and that pg_hba.conf has a line for this user, database and"
                      + " address. If that line asks for encryption (hostssl) or a client"
                      + " certificate, set sslmode, sslcert and sslkey in source.url; an authority in the"
                      + " server's ssl_ca_file has to vouch for the certificate."));
      default -> state.startsWith("08") ? encryption(database.tls(), e, state) : Optional.empty();
    };
  }

  private static Optional<Words> encryption(Tls tls, SQLException e, String state) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return Optional.of(handshake(tls, cause));
      }
    }
    if (state.equals(CONNECTION_REJECTED) && tls.isRequired()) {
      return Optional.of(
          new Words(
              "offers no encryption, or wants a password and there is none (" + line(e) + ")",
              "Set ssl = on and a certificate at the server, or another sslmode in source.url; or"
                  + " set source.password."));
    }
    if (!state.equals(CONNECTION_FAILURE)) {
      return Optional.empty();
    }
    // pgjdbc says so by no other code: a name that does not fit has no exception beneath it.
    if (e.getCause() == null && tls.verifiesName()) {
      return Optional.of(
          new Words(
              "shows a certificate of another host (" + line(e) + ")",
              "Write the host in source.url as the certificate has it, have the server's certificate"
                  + " made for this name, or use sslmode=verify-ca, which does not compare names."));
    }
    return isAboutAFile(e)
        ? Optional.of(
            new Words(
                "was not asked: a file for the encrypted connection cannot be used ("
                    + line(e)
                    + ": "
                    + line(e.getCause())
                    + ")",
                "Check sslrootcert (PEM), sslcert (PEM) and sslkey (PKCS-8 as PEM or DER, or PKCS-12;"
                    + " for its owner alone) in source.url: the files have to be on every machine of"
                    + " the Flink cluster."))
        : Optional.empty();
  }

  /** pgjdbc fails so when it cannot read a certificate or key, or not make sense of it. */
  private static boolean isAboutAFile(SQLException e) {
    Throwable cause = e.getCause();
    return cause instanceof FileNotFoundException
        || cause instanceof FileSystemException
        || cause instanceof GeneralSecurityException
        || cause instanceof IllegalArgumentException
        || cause instanceof SQLException;
  }

  private static Words handshake(Tls tls, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException invalid
          && invalid.getReason() == CertPathValidatorException.BasicReason.EXPIRED) {
        return new Words(
            "shows a certificate that has expired", "Have the server's certificate renewed.");
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof GeneralSecurityException) {
        return new Words(
            "shows a certificate that no authority in " + tls.rootName() + " vouches for",
            "Set sslrootcert in source.url to the certificate of the authority that signed the"
                + " server's.");
      }
    }
    return new Words(
        "broke off the encrypted connection (" + line(failure) + ")",
        "If it wants a client certificate, set sslcert and sslkey in source.url to one that its"
            + " ssl_ca_file vouches for; its log says more.");
  }

  private static String line(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^(FATAL|ERROR): ", "")
        .replaceFirst("\\.$", "");
  }
}
