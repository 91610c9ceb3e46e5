package io.millrace.cli.connect;

import io.millrace.pipeline.SourceDefinition;
import io.millrace.source.postgres.connect.LoginRefusedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;

/** Says in words why Postgres did not do what was asked, by SQLSTATE and by kind of exception. */
public final class PostgresFailure {

  private PostgresFailure() {}

  public static Unreachable of(SourceDefinition source, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String where = "Postgres at " + source.address();
    if (e instanceof LoginRefusedException refused) {
      return new Unreachable(where + " " + refused.what(), refused.remedy(), e);
    }
    return switch (state) {
      case "3D000" ->
          new Unreachable(
              where + " has no database " + source.database(),
              "Check the database in source.url, or: CREATE DATABASE "
                  + PostgresNames.quote(source.database())
                  + ".",
              e);
      case "53300" ->
          new Unreachable(
              where + " has no connection left",
              "Raise max_connections, or close connections that nobody needs.",
              e);
      case "57P03" ->
          new Unreachable(where + " is starting up or shutting down", "Try again in a moment.", e);
      case "42501" ->
          new Unreachable(
              where + ": user " + source.user() + " lacks a privilege: " + firstLine(e),
              "Grant it, or use a role that has it.",
              e);
      case "08004" ->
          source.password().isEmpty()
              ? new Unreachable(
                  where + " wants a password of user " + source.user() + ", and there is none",
                  "Set source.password in the pipeline.",
                  e)
              : refused(where, e);
      default -> state.startsWith("08") ? noConnection(source, where, e) : refused(where, e);
    };
  }

  private static Unreachable noConnection(SourceDefinition source, String where, SQLException e) {
    if (source.hosts().size() > 1 && e.getCause() == null) {
      return new Unreachable(
          where + ": none of them is a primary (" + firstLine(e) + ")",
          "Promote a standby, or name the primary in source.url.",
          e);
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return new Unreachable(
            "there is no host " + cause.getMessage(), "Check the host in source.url.", e);
      }
      if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
        return new Unreachable(
            where + " cannot be reached: nothing listens there",
            "Check host and port in source.url, that the server runs, and that listen_addresses and"
                + " firewalls let this machine in.",
            e);
      }
      if (cause instanceof SocketTimeoutException) {
        return new Unreachable(
            where + " does not answer",
            "Check host and port in source.url, and that no firewall drops the packets.",
            e);
      }
    }
    return refused(where, e);
  }

  private static Unreachable refused(String where, SQLException e) {
    return new Unreachable(
        where + ": " + firstLine(e) + " (SQLSTATE " + e.getSQLState() + ")",
        "See the server's log.",
        e);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("").replaceFirst("^(FATAL|ERROR): ", "").strip();
  }
}
