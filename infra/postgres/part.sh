# PostgreSQL: the database of the real Temporal server, and of nothing else. A part only with TEMPORAL_SERVER=real.
# shellcheck shell=bash

# Debian 12 has this version. Data of one version can't be used by another.
readonly POSTGRES_PROGRAMS=/usr/lib/postgresql/15/bin

postgres_prepare() {
  local POSTGRES_PORT
  local -a as_user=()
  POSTGRES_PORT=$(port_of postgres)
  # The server refuses to run as root. Debian's user for it may pass every directory here: HOLDFAST_HOME may be below
  # one that only root may enter.
  ((EUID != 0)) || as_user=(setpriv --reuid=postgres --regid=postgres --init-groups
    --inh-caps=+dac_override --ambient-caps=+dac_override)
  render "$INFRA/postgres/postgresql.conf" "$RUN/postgres.conf" POSTGRES_PORT
  [[ -d $DATA/postgres ]] || create_postgres_data "$DATA/postgres" "${as_user[@]}"
  write_launch postgres -- "${as_user[@]}" "$POSTGRES_PROGRAMS/postgres" -D "$DATA/postgres" \
    -c "config_file=$RUN/postgres.conf"
}

# Created beside the target and renamed: the server can't start on an incomplete data directory.
create_postgres_data() {
  local target=$1
  shift
  load_secrets
  rm -rf "$target.partial"
  mkdir -p "$target.partial"
  chmod 700 "$target.partial"
  ((EUID != 0)) || chown postgres "$target.partial"
  "$@" "$POSTGRES_PROGRAMS/initdb" --pgdata="$target.partial" --username=temporal --auth=scram-sha-256 \
    --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
    >"$LOGS/postgres-install.log" 2>&1 || die "PostgreSQL can't create its data directory; see $LOGS/postgres-install.log"
  mv "$target.partial" "$target"
}

postgres_ready() {
  "$POSTGRES_PROGRAMS/pg_isready" --host=127.0.0.1 --port="$(port_of postgres)"
}
