#!/usr/bin/env bash
set -Eeuo pipefail

# POSTGRES_X, or the content of the file that POSTGRES_X_FILE names, or the default.
setting() {
  local name=$1 file=$1_FILE
  if [ -n "${!name:-}" ] && [ -n "${!file:-}" ]; then
    echo "error: both $name and $file are set" >&2
    exit 1
  fi
  if [ -n "${!file:-}" ]; then export "$name=$(<"${!file}")"; else export "$name=${!name:-$2}"; fi
  unset "$file"
}

read_settings() {
  setting POSTGRES_PASSWORD ''
  setting POSTGRES_USER postgres
  setting POSTGRES_DB "$POSTGRES_USER"
  setting POSTGRES_INITDB_ARGS ''
  : "${POSTGRES_HOST_AUTH_METHOD:=scram-sha-256}"
}

own_the_data() {
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA" 2>/dev/null || true
  chmod 3777 /var/run/postgresql 2>/dev/null || true
  [ "$(id -u)" != 0 ] || find "$PGDATA" /var/run/postgresql \! -user postgres -exec chown postgres {} +
}

create_cluster() {
  if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
    echo 'error: the database is empty and POSTGRES_PASSWORD is not set' >&2
    exit 1
  fi
  # Through a descriptor: an argument would show in the process list.
  eval "initdb --username=\"\$POSTGRES_USER\" --pwfile=<(printf '%s\n' \"\$POSTGRES_PASSWORD\") $POSTGRES_INITDB_ARGS"
  printf '\nhost all all all %s\n' "$POSTGRES_HOST_AUTH_METHOD" >>"$PGDATA/pg_hba.conf"
}

# Only the socket listens while initialising, so a check over TCP fails until the real start.
with_private_server() {
  local options
  options=$(printf '%q ' "${@:2}" -c listen_addresses= -p "${PGPORT:-5432}")
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -o "$options" -w start
  create_database
  run_hooks
  PGUSER=$POSTGRES_USER pg_ctl -D "$PGDATA" -m fast -w stop
}

sql() {
  PGPASSWORD=$POSTGRES_PASSWORD psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER" "$@"
}

create_database() {
  local found
  found=$(sql --dbname postgres --set db="$POSTGRES_DB" --tuples-only <<<"SELECT 1 FROM pg_database WHERE datname = :'db';")
  [ -n "$found" ] || sql --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
}

run_hooks() {
  local hook
  for hook in /docker-entrypoint-initdb.d/*; do
    case $hook in
      *.sh) if [ -x "$hook" ]; then "$hook"; else . "$hook"; fi ;;
      *.sql) sql --dbname "$POSTGRES_DB" -f "$hook" ;;
      *.sql.gz) gunzip -c "$hook" | sql --dbname "$POSTGRES_DB" ;;
    esac
  done
}

serves() {
  local argument
  [ "$1" = postgres ] || return 1
  for argument; do
    case $argument in -'?' | --help | --describe-config | -V | --version) return 1 ;; esac
  done
}

[ "${1:0:1}" != - ] || set -- postgres "$@"
if serves "$@"; then
  own_the_data
  [ "$(id -u)" != 0 ] || exec setpriv --reuid=postgres --regid=postgres --init-groups "${BASH_SOURCE[0]}" "$@"
  if [ ! -s "$PGDATA/PG_VERSION" ]; then
    read_settings
    create_cluster
    with_private_server "$@"
    echo 'PostgreSQL init process complete; ready for start up.'
  fi
fi
exec "$@"
