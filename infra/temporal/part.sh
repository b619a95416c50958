# Temporal: the progress of every order. TEMPORAL_SERVER says which server: `dev`, its development server, made durable
# by SQLite's write-ahead log; or `real`, the one for production, on PostgreSQL. Both are made fast by the dynamic
# configuration in temporal-config/.
# shellcheck shell=bash

# The server, and the web UI that this Go can build: later ones want Go 1.26.9.
readonly TEMPORAL_SERVER_VERSION=1.32.0 TEMPORAL_UI_VERSION=2.55.0 TEMPORAL_LEAST_GO=1.26.8
# Fixed when the database is made. For two cores: 512, as in deploy/compose, sell as many orders a second, but take twice
# the memory, 5 % of a core when idle, and longer until all of them serve again after a kill (docs/benchmarks.md).
readonly TEMPORAL_SHARDS=64

# choose_temporal_server: the server of this home is the one that has its data, because orders don't move from one to
# the other. TEMPORAL_SERVER chooses that of a new home. The real server brings its database and its web UI.
choose_temporal_server() {
  local kept=''
  [[ ! -d $DATA/temporal ]] || kept=dev
  [[ ! -d $DATA/postgres ]] || kept=real
  TEMPORAL_SERVER=${TEMPORAL_SERVER:-${kept:-dev}}
  [[ $TEMPORAL_SERVER == @(dev|real) ]] || die_usage "TEMPORAL_SERVER is dev or real, not '$TEMPORAL_SERVER'"
  [[ -z $kept || $kept == "$TEMPORAL_SERVER" ]] ||
    die "$HOLDFAST_HOME has the orders of TEMPORAL_SERVER=$kept, which the other server doesn't know.
       Use another HOLDFAST_HOME, or delete them: TEMPORAL_SERVER=$kept infra/dev reset"
  [[ $TEMPORAL_SERVER == real ]] || return 0
  STORES=(redis mysql kafka postgres temporal temporal-ui)
  # gRPC, metrics, HTTP; then the ports by which the server's own services and their members find each other.
  PORT_OFFSETS[temporal]='1 8 31 32 33 34 35 36 37 38'
}

temporal_prepare() {
  "prepare_${TEMPORAL_SERVER}_temporal"
}

prepare_dev_temporal() {
  local -a dynamic=()
  local key_value
  while read -r key_value; do
    dynamic+=(--dynamic-config-value "$key_value")
  done < <(dynamic_config)
  mkdir -p "$DATA/temporal"
  # The server has one SQLite connection, for which every order waits.
  # - cache_size holds the hot pages; a larger cache slows each commit, which scans all of it.
  # - wal_autocheckpoint makes checkpoints fewer and larger.
  # - busy_timeout lets the server wait while lean-index has the file.
  # GOGC=400 makes garbage collection rarer; the server then keeps some 400 MB.
  # Runs at nice -10: preempting it in the middle of a write stalls every order. A user who may not raise the priority
  # gets a warning in the log, and slower orders in a rush.
  write_launch temporal GOGC=400 -- nice -n -10 "$(temporal_cli)" server start-dev \
    --db-filename "$DATA/temporal/temporal.db" \
    --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=normal \
    --sqlite-pragma wal_autocheckpoint=16000 --sqlite-pragma cache_size=-16384 \
    --sqlite-pragma busy_timeout=30000 \
    --ip 127.0.0.1 --port "$(port_of temporal)" --ui-port "$(port_of temporal 2)" \
    --metrics-port "$(port_of temporal 1)" --ui-disable-news-fetch --log-level warn \
    "${dynamic[@]}"
}

# A production server reads the file itself; the development server takes key=value flags.
dynamic_config() {
  awk '
    /^[A-Za-z][A-Za-z.]*:/ { key = $1; sub(/:$/, "", key) }
    /^ *- *value:/         { value = $0; sub(/^ *- *value: */, "", value); print key "=" value }
  ' "$REPO/temporal-config/dynamic-config.yaml"
}

# The settings are those of deploy/compose: the server has its configuration file inside, which reads them. It reads the
# dynamic configuration again every minute. Of its two drivers for PostgreSQL, pgx sells a quarter more orders.
prepare_real_temporal() {
  wait_for 1 is_postgres_ready || {
    tell temporal "waiting for postgres"
    wait_for "${READY_SECONDS[postgres]}" is_postgres_ready || die "postgres doesn't respond: infra/dev start postgres"
  }
  load_secrets
  update_temporal_schema temporal
  update_temporal_schema temporal_visibility
  write_launch temporal GOGC=400 \
    DB=postgres12_pgx POSTGRES_SEEDS=127.0.0.1 DB_PORT="$(port_of postgres)" \
    POSTGRES_USER=temporal POSTGRES_PWD="$POSTGRES_PASSWORD" \
    NUM_HISTORY_SHARDS="$TEMPORAL_SHARDS" DYNAMIC_CONFIG_FILE_PATH="$REPO/temporal-config/dynamic-config.yaml" \
    BIND_ON_IP=127.0.0.1 PROMETHEUS_ENDPOINT="127.0.0.1:$(port_of temporal 1)" LOG_LEVEL=warn \
    FRONTEND_GRPC_PORT="$(port_of temporal)" FRONTEND_HTTP_PORT="$(port_of temporal 2)" \
    FRONTEND_MEMBERSHIP_PORT="$(port_of temporal 3)" \
    HISTORY_GRPC_PORT="$(port_of temporal 4)" HISTORY_MEMBERSHIP_PORT="$(port_of temporal 5)" \
    MATCHING_GRPC_PORT="$(port_of temporal 6)" MATCHING_MEMBERSHIP_PORT="$(port_of temporal 7)" \
    WORKER_GRPC_PORT="$(port_of temporal 8)" WORKER_MEMBERSHIP_PORT="$(port_of temporal 9)" \
    -- "$(temporal_server)/temporal-server" --allow-no-auth start
}

is_postgres_ready() {
  postgres_ready >/dev/null
}

# update_temporal_schema DATABASE: makes the database with its schema, or brings the schema up to date.
update_temporal_schema() {
  local database=$1 schema=${1#temporal_}
  {
    temporal_sql "$database" create-database && temporal_sql "$database" setup-schema --version 0.0 &&
      temporal_sql "$database" update-schema --schema-dir "$(temporal_server)/schema/$schema/versioned"
  } || die "the schema of $database can't be made; see $LOGS/temporal-schema.log"
}

temporal_sql() {
  local database=$1
  shift
  SQL_PASSWORD=$POSTGRES_PASSWORD "$(temporal_server)/temporal-sql-tool" --plugin postgres12 --endpoint 127.0.0.1 \
    --port "$(port_of postgres)" --user temporal --database "$database" "$@" >>"$LOGS/temporal-schema.log" 2>&1
}

temporal_server() {
  printf '%s/temporal-%s-ui-%s' "$TOOLS" "$TEMPORAL_SERVER_VERSION" "$TEMPORAL_UI_VERSION"
}

ensure_temporal_server() {
  [[ $TEMPORAL_SERVER == real ]] || return 0
  install_directory "$(temporal_server)" "Temporal's server, by Go (some minutes)" download_temporal_server
}

# The server, the tool that makes its database with the schemas that come with it, and the web UI.
download_temporal_server() {
  local target=$1 go sources
  go=$(usable_go "$target" "$TEMPORAL_LEAST_GO") || return
  local -x GOBIN=$target GOFLAGS=-buildvcs=false
  "$go" install "go.temporal.io/server/cmd/server@v$TEMPORAL_SERVER_VERSION" >&2 || return
  mv "$target/server" "$target/temporal-server"
  "$go" install "go.temporal.io/server/cmd/tools/sql@v$TEMPORAL_SERVER_VERSION" >&2 || return
  mv "$target/sql" "$target/temporal-sql-tool"
  "$go" install "github.com/temporalio/ui-server/v2/cmd/server@v$TEMPORAL_UI_VERSION" >&2 || return
  mv "$target/server" "$target/temporal-ui-server"
  sources=$("$go" mod download -json "go.temporal.io/server@v$TEMPORAL_SERVER_VERSION" | jq --raw-output .Dir) || return
  # Go's cache can't be written to.
  cp -R --no-preserve=mode "$sources/schema/postgresql/v12" "$target/schema" || return
  rm -rf "$target/toolchain"
}

temporal_ready() {
  [[ $(temporal_client operator cluster health) == *SERVING* ]]
}

# The CLI on our own server, without the user's own Temporal settings.
temporal_client() {
  "$(temporal_cli)" --disable-config-file --disable-config-env --address "${OWN_ADDRESS[temporal]}" "$@"
}

# Applies namespace, retention and search attributes to our own server, or to one from outside by the user's settings.
# The database indexes of a server from outside are left alone.
apply_temporal_config() {
  with_lock "$RUN/temporal-config.lock" apply_temporal_config_locked
}

apply_temporal_config_locked() {
  if is_outside temporal; then
    TEMPORAL_CLI=$(temporal_cli) "$REPO/temporal-config/apply"
    return
  fi
  env --unset=TEMPORAL_PROFILE TEMPORAL_CONFIG_FILE=/dev/null TEMPORAL_ADDRESS="${OWN_ADDRESS[temporal]}" \
    TEMPORAL_CLI="$(temporal_cli)" "$REPO/temporal-config/apply"
  [[ $TEMPORAL_SERVER == dev ]] || return 0
  python3 "$INFRA/temporal/lean-index" "$DATA/temporal/temporal.db" ||
    warn "Temporal's unused indexes couldn't be dropped, so orders are slower; infra/dev up tries again"
}
