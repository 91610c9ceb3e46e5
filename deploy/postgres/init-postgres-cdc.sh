#!/usr/bin/env bash
# Prepares a Postgres database for Millrace with nothing but psql: a role that may replicate, its grants, a publication
# and a replication slot. May be run again: it makes what is missing and leaves the rest.
set -euo pipefail

usage() {
  cat << 'USAGE'
Usage: init-postgres-cdc.sh -p PIPELINE -t TABLE[,TABLE…] [OPTIONS] [CONNECTION]

Prepares a Postgres database for a Millrace pipeline. Connect as a superuser, or as the tables' owner
with CREATEROLE and REPLICATION. CONNECTION is psql's (postgresql://postgres@host/database); without it
PGHOST, PGDATABASE and their like count.

  -p, --pipeline NAME     name of the pipeline; publication and slot become millrace_NAME
  -t, --tables LIST       tables that its queries read, comma-separated, schema.table or table (public)
  -r, --role ROLE         role that the job logs in as (default: millrace); made if missing
      --publication NAME  another name for the publication
      --slot NAME         another name for the slot
      --insert-only       tables may be without a key: while they are published, Postgres refuses
                          UPDATE and DELETE of their rows
      --no-slot           leave the slot to the job: until it starts, no log is kept for it
  -h, --help              this text

The password of a role that is made is read from MILLRACE_PASSWORD.
Exit codes: 0 done, 1 failed (nothing half done: all but the slot is one transaction), 2 wrong usage.
USAGE
}

wrong() {
  printf 'error: %s\n' "$1" >&2
  usage >&2
  exit 2
}

pipeline='' tables='' role=millrace publication='' slot='' make_slot=yes insert_only=no connection=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    -p | --pipeline | -t | --tables | -r | --role | --publication | --slot)
      [ $# -ge 2 ] || wrong "$1 needs a value"
      case "$1" in
        -p | --pipeline) pipeline=$2 ;;
        -t | --tables) tables=$2 ;;
        -r | --role) role=$2 ;;
        --publication) publication=$2 ;;
        --slot) slot=$2 ;;
      esac
      shift 2 ;;
    --no-slot) make_slot=no; shift ;;
    --insert-only) insert_only=yes; shift ;;
    -*) wrong "unknown option $1" ;;
    *) connection+=("$1"); shift ;;
  esac
done
[ -n "$pipeline" ] || wrong "--pipeline is missing"
[ -n "$tables" ] || wrong "--tables is missing"
[ ${#connection[@]} -le 1 ] || wrong "more than one connection"
command -v psql > /dev/null || { echo 'error: there is no psql on the PATH (Debian: apt install postgresql-client)' >&2; exit 1; }

# The same rule as the job's: lower case, other signs than letters, digits and underscores become underscores.
default=millrace_$(printf '%s' "$pipeline" | tr '[:upper:]' '[:lower:]' | tr -c 'a-z0-9_' '_' | cut -c 1-54)
publication=${publication:-$default}
slot=${slot:-$default}

run() {
  PGOPTIONS="${PGOPTIONS:-} -c client_min_messages=notice" psql -X -q -A -t -v ON_ERROR_STOP=1 \
    -v role="$role" -v publication="$publication" -v slot="$slot" -v tables="$tables" -v insert_only="$insert_only" \
    "${connection[@]}" || exit 1
}

# Names reach the DO blocks as settings: psql puts no variables into quoted text.
# The password comes from the environment, so that no list of processes shows it.
settings() {
  cat << 'SQL'
\set password `printf %s "${MILLRACE_PASSWORD:-}"`
SELECT set_config('millrace.role', :'role', false), set_config('millrace.publication', :'publication', false),
       set_config('millrace.slot', :'slot', false), set_config('millrace.tables', :'tables', false),
       set_config('millrace.insert_only', :'insert_only', false),
       set_config('millrace.password', :'password', false) \g /dev/null
SQL
}

{ settings; cat << 'SQL'; } | run
BEGIN;
DO $$
DECLARE
  the_role text := current_setting('millrace.role');
  the_publication text := current_setting('millrace.publication');
  the_password text := current_setting('millrace.password');
  entry text;
  relation regclass;
  schema_name text;
  published boolean;
BEGIN
  IF current_setting('server_version_num')::int < 140000 THEN
    RAISE EXCEPTION 'Postgres % is too old: Millrace needs 14 or later', current_setting('server_version');
  END IF;
  IF current_setting('wal_level') <> 'logical' THEN
    RAISE EXCEPTION 'wal_level is %, not logical', current_setting('wal_level')
      USING HINT = 'ALTER SYSTEM SET wal_level = logical, restart the server, and run this again.';
  END IF;

  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = the_role) THEN
    EXECUTE format('CREATE ROLE %I LOGIN REPLICATION', the_role);
    RAISE NOTICE 'made       role %', the_role;
    IF the_password = '' THEN
      RAISE WARNING 'role % has no password: set MILLRACE_PASSWORD, or ALTER ROLE % PASSWORD ''…''', the_role, the_role;
    ELSE
      EXECUTE format('ALTER ROLE %I PASSWORD %L', the_role, the_password);
    END IF;
  ELSIF NOT (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = the_role) THEN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_replication') THEN
      EXECUTE format('GRANT rds_replication TO %I', the_role);
    ELSE
      EXECUTE format('ALTER ROLE %I REPLICATION', the_role);
    END IF;
    RAISE NOTICE 'granted    replication to role %', the_role;
  ELSE
    RAISE NOTICE 'was there  role %', the_role;
  END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), the_role);

  published := EXISTS (SELECT FROM pg_publication WHERE pubname = the_publication);
  IF published THEN
    RAISE NOTICE 'was there  publication %', the_publication;
  END IF;
  FOREACH entry IN ARRAY string_to_array(current_setting('millrace.tables'), ',') LOOP
    entry := trim(entry);
    relation := to_regclass(CASE WHEN position('.' IN entry) > 0 THEN entry ELSE 'public.' || entry END);
    IF relation IS NULL THEN
      RAISE EXCEPTION 'there is no table %', entry
        USING HINT = 'Write schema.table; in double quotes where a name has capital letters.';
    END IF;
    SELECT n.nspname INTO schema_name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = relation;
    IF NOT EXISTS (
      SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
      WHERE i.indrelid = relation
        AND (i.indisprimary OR i.indisreplident OR i.indisunique AND c.relreplident = 'f')) THEN
      IF current_setting('millrace.insert_only') = 'no' THEN
        RAISE EXCEPTION 'table % has no primary key, nor another key as replica identity', entry
          USING HINT = 'ALTER TABLE … ADD PRIMARY KEY (…); or REPLICA IDENTITY USING INDEX …; or --insert-only.';
      END IF;
      RAISE WARNING 'table % has no key: while it is published, Postgres refuses UPDATE and DELETE of its rows', entry;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', schema_name, the_role);
    EXECUTE format('GRANT SELECT ON %s TO %I', relation, the_role);
    IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = the_publication) THEN
      EXECUTE format('CREATE PUBLICATION %I FOR TABLE %s WITH (publish_via_partition_root = true)',
                     the_publication, relation);
      RAISE NOTICE 'made       publication %', the_publication;
    ELSIF NOT EXISTS (
        SELECT FROM pg_publication_tables t JOIN pg_class c ON c.oid = relation AND c.relname = t.tablename
        WHERE t.pubname = the_publication AND t.schemaname = schema_name) THEN
      EXECUTE format('ALTER PUBLICATION %I ADD TABLE %s', the_publication, relation);
      RAISE NOTICE 'added      table % to publication %', relation, the_publication;
    END IF;
  END LOOP;
END
$$;
COMMIT;
SQL

[ "$make_slot" = yes ] || exit 0

# A transaction that has written cannot make a slot, so this comes after. The note tells a job's first start that
# nobody has read the slot yet.
{ settings; cat << 'SQL'; } | run
DO $$
DECLARE
  the_slot text := current_setting('millrace.slot');
  made pg_lsn;
BEGIN
  IF EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = the_slot) THEN
    RAISE NOTICE 'was there  slot %', the_slot;
    RETURN;
  END IF;
  PERFORM pg_create_logical_replication_slot(the_slot, 'pgoutput');
  SELECT confirmed_flush_lsn INTO made FROM pg_replication_slots WHERE slot_name = the_slot;
  EXECUTE format('COMMENT ON PUBLICATION %I IS %L', current_setting('millrace.publication'),
                 'Millrace: slot ' || the_slot || ' made at ' || made);
  RAISE NOTICE 'made       slot %, at log position %; from now on the server keeps its log for it', the_slot, made;
END
$$;
SQL
