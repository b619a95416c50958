# `infra/drill versions`: a release (N) and this clone (N+1) side by side under load, and back to N with orders under
# way. On the stack's stores, but with databases, a prefix, a Temporal namespace, a gateway and an nginx of its own.
# shellcheck shell=bash

# Ports, as distances from HOLDFAST_PORT_BASE: behind those of the stack.
declare -rA VERSIONS_PORTS=([old-api]=10 [new-api]=12 [site]=13 [new-worker]=14 [gateway]=15 [old-worker]=17
  [old-api-metrics]=21 [new-api-metrics]=22)
# Seconds of each phase, of the load in all phases together, and until every order must have ended after it.
readonly PHASE_SECONDS=25 VERSIONS_LOAD_SECONDS=150 VERSIONS_QUIET_SECONDS=180
readonly VERSIONS_SEATS=200
readonly VERSIONS_PREFIX=versions- VERSIONS_NAMESPACE=holdfast-versions

drill_versions() {
  local from='' event seed=$RANDOM load began=$SECONDS name alone_since
  while (($# > 0)); do
    [[ $1 == --from && $# -ge 2 ]] || die_usage "drill versions has one option, --from REF"
    from=$2
    shift 2
  done
  load_settings
  RESULTS=$HOLDFAST_HOME/versions
  OLD_SOURCE=$RESULTS/source
  prepare_versions "$from"

  start_version old
  start_site
  event=$("$CHAOS" event --url "$SITE" --seats "$VERSIONS_SEATS")
  "$CHAOS" load --directory "$RESULTS" --event "$event" --seats "$VERSIONS_SEATS" --url "$SITE" \
    --seconds "$VERSIONS_LOAD_SECONDS" --seed "$seed" &
  load=$!
  printf '%d\n' "$load" >"$RESULTS/load.pid"
  began=$SECONDS
  phase "N alone"
  sleep "$PHASE_SECONDS"

  migrate_as new "$(worker_binary)"
  start_version new
  phase "N+1 beside N, on the schema of N+1"
  sleep "$PHASE_SECONDS"

  wait_for 30 under_way 1 || die "no order waits for its payment"
  stop_version old
  alone_since=$(mysql_rows 'SELECT UTC_TIMESTAMP(6)')
  phase "N+1 alone"
  sleep "$PHASE_SECONDS"

  # These orders can only have been accepted by N+1.
  wait_for 30 under_way 2 "$alone_since" || die "no order of N+1 waits for its payment"
  migrate_as old "$OLD_BINARIES/holdfast-worker"
  start_version old
  phase "N beside N+1 again"
  sleep $((PHASE_SECONDS / 5))
  under_way 1 "$alone_since" || die "no order of N+1 waits for its payment any more"
  stop_version new
  phase "N alone again"

  kill -0 "$load" 2>/dev/null || die "the load has ended before the last phase; the machine is too slow for it"
  wait "$load" || die "the load failed"
  rm "$RESULTS/load.pid"
  wait_for "$VERSIONS_QUIET_SECONDS" is_quiet "$event" || say "not everything has ended"
  phase "audit"
  "$CHAOS" look --directory "$RESULTS" --event "$event" --seats "$VERSIONS_SEATS" --url "$SITE"
  dump "$event"
  # An attempt of another version may have succeeded since, so the audit may not see it.
  for name in old-api old-worker new-api new-worker; do
    ! grep --quiet TMPRL1100 "$LOGS/versions-$name.log" || die "a history doesn't replay; see $LOGS/versions-$name.log"
  done
  "$CHAOS" audit --directory "$RESULTS" --event "$event"
}

# Builds both versions, and sets up what they share: databases with the schema of N, a namespace, a gateway.
prepare_versions() {
  local from part name database new_patches
  for part in "${STORES[@]}"; do
    ! is_outside "$part" || die "drill versions works on this stack's own $part; unset ${OUTSIDE_VARIABLE[$part]}"
  done
  ! is_prebuilt || die "drill versions builds both versions; unset HOLDFAST_BINARIES"
  ensure_tools base build nginx "${STORES[@]}"
  require_rust
  from=$(old_version "$1")
  ensure_supervisor
  in_parallel start_part "${STORES[@]}"
  for name in "${!VERSIONS_PORTS[@]}"; do
    ! port_taken "$(versions_address "$name")" || die "$(versions_address "$name"), for $name, is taken"
  done

  trap clean_up_versions EXIT
  # An earlier drill may have been killed.
  clean_up_versions
  rm -rf "$RESULTS"
  mkdir -p "$RESULTS"
  : >"$RESULTS/losses.jsonl"
  rm -f "$LOGS"/versions-*.log

  git -C "$REPO" worktree add --quiet --detach "$OLD_SOURCE" "$from"
  step "N is $(git -C "$REPO" log -1 --format='%h (%s)' "$from"), N+1 this clone"
  build_versions
  CHAOS=$BINARIES/holdfast-chaos
  SITE=http://$(versions_address site)

  new_patches=$(patches_of_new_version)
  [[ -z $new_patches ]] || step "N lacks the patches $new_patches, so N+1 doesn't take them"
  declare -gA VERSIONS_ENVIRONMENT=()
  VERSIONS_ENVIRONMENT[old]=$(environment_of "$OLD_SOURCE")
  VERSIONS_ENVIRONMENT[new]=$(environment_of "$REPO" && printf 'TEMPORAL_PATCHES_OFF=%s\n' "$new_patches")
  set_names_of_versions
  apply_temporal_config
  for database in "$SALE_DATABASE" "$LEDGER_DATABASE"; do
    mysql_client --execute "CREATE DATABASE $database"
  done
  migrate_as old "$OLD_BINARIES/holdfast-worker"
  # The topics in Kafka stay, so that no event may have the id of an event of an earlier drill.
  mysql_rows "ALTER TABLE events AUTO_INCREMENT = $(date +%s)"
  migrate_as new "$(gateway_binary)"
  start_process gateway new "$(gateway_binary)"
  wait_for 30 responds gateway || die "the gateway isn't ready; see $LOGS/versions-gateway.log"
}

# The names by which the drill and the auditor reach what both versions share.
set_names_of_versions() {
  local -a names=()
  resolve_environment
  SALE_DATABASE=holdfast_versions LEDGER_DATABASE=holdfast_versions_payments
  HOLDFAST_PREFIX=$VERSIONS_PREFIX
  TEMPORAL_NAMESPACE=$VERSIONS_NAMESPACE
  export ADMIN_TOKEN TEMPORAL_NAMESPACE
}

# old_version REF: the commit of N. By default, the newest tag before this commit, or else the state before the newest
# change of the code.
old_version() {
  local ref=$1 change
  if [[ -z $ref ]] && ! ref=$(git -C "$REPO" describe --tags --abbrev=0 HEAD^ 2>/dev/null); then
    change=$(git -C "$REPO" log -1 --format=%H -- '*.rs' '*.lua' '*.sql' Cargo.lock)
    ref=$change^
  fi
  git -C "$REPO" rev-parse --verify --quiet "$ref^{commit}" || die_usage "there is no commit $ref"
}

# Both builds share their intermediate files, so that only our crates are compiled again for N. Cargo names these files
# after the path within the workspace and the profile, so N's would replace those of N+1; hence N's different profile.
build_versions() {
  local name
  local -a profile=()
  OLD_BINARIES=$RESULTS/target/${BINARIES##*/}
  step "Building N"
  (
    cd "$OLD_SOURCE" || exit
    for name in $(cargo metadata --format-version 1 --no-deps --locked | jq --raw-output '.packages[].name'); do
      profile+=(--config "profile.$HOLDFAST_PROFILE.package.$name.codegen-units=32")
    done
    CARGO_BUILD_BUILD_DIR=${BINARIES%/*} CARGO_TARGET_DIR=$RESULTS/target \
      cargo build --profile "$HOLDFAST_PROFILE" --locked --quiet "${profile[@]}" \
      -p holdfast-api-server -p holdfast-worker
  )
  step "Building N+1"
  build_binaries
  (cd "$REPO" && cargo build --profile "$HOLDFAST_PROFILE" --locked --quiet -p holdfast-chaos)
}

# The patches that N+1 has and N hasn't, separated by commas: a history with their marker wouldn't replay on N.
patches_of_new_version() {
  local id
  local -a ids=()
  while read -r id; do
    grep --recursive --quiet --fixed-strings "\"$id\"" "$OLD_SOURCE/workflows/src" || ids+=("$id")
  done < <(sed -n 's/^ *Self::.* => "\(.*\)",$/\1/p' "$REPO/workflows/src/patches.rs")
  local IFS=,
  printf '%s' "${ids[*]}"
}

# The settings as a version's own infra/dev prints them.
environment_of() {
  HOLDFAST_HOME=$HOLDFAST_HOME HOLDFAST_PORT_BASE=$HOLDFAST_PORT_BASE "$1/infra/dev" env
}

# Exports the settings of a version, old or new, changed to those of the drill. For a subshell.
export_settings_of() {
  set -a
  eval "${VERSIONS_ENVIRONMENT[$1]}"
  DATABASE_URL=mysql://holdfast:$MYSQL_PASSWORD@${OWN_ADDRESS[mysql]}/$SALE_DATABASE
  SIMULATOR_DATABASE_URL=mysql://holdfast:$MYSQL_PASSWORD@${OWN_ADDRESS[mysql]}/$LEDGER_DATABASE
  HOLDFAST_PREFIX=$VERSIONS_PREFIX TEMPORAL_NAMESPACE=$VERSIONS_NAMESPACE
  API_BIND=$(versions_address "$1-api")
  METRICS_BIND=$(versions_address "$1-api-metrics")
  WORKER_BIND=$(versions_address "$1-worker")
  SIMULATOR_BIND=$(versions_address gateway)
  GATEWAY_URL=http://$SIMULATOR_BIND PUBLIC_GATEWAY_URL=http://$SIMULATOR_BIND
  SIMULATOR_CALLBACK_URL=$SITE/api/payments/callbacks
  set +a
  unset FRONTEND_DIR
}

# migrate_as old|new BINARY
migrate_as() {
  (
    export_settings_of "$1"
    exec "$2" migrate
  ) >>"$LOGS/versions-migrations.log" 2>&1 || die "${2##*/} migrate fails; see $LOGS/versions-migrations.log"
}

# start_process NAME old|new BINARY: in a process group of its own.
start_process() {
  (
    export_settings_of "$2"
    exec setsid "$3" >>"$LOGS/versions-$1.log" 2>&1
  ) &
  printf '%d\n' $! >"$RESULTS/$1.pid"
  # The shell shall not tell how it ends.
  disown "$!"
}

start_version() {
  local version=$1 part
  local -A binaries=([old]=$OLD_BINARIES [new]=$BINARIES)
  start_process "$version-worker" "$version" "${binaries[$version]}/holdfast-worker"
  start_process "$version-api" "$version" "${binaries[$version]}/holdfast-api-server"
  for part in worker api; do
    wait_for 60 responds "$version-$part" || die "the $part isn't ready; see $LOGS/versions-$version-$part.log"
  done
}

# responds NAME
responds() {
  local path=/readyz
  [[ $1 != *-api ]] || path=/api/readyz
  curl --silent --fail --max-time 5 "http://$(versions_address "$1")$path" >/dev/null
}

# As a deployment does: SIGTERM, and the work under way ends or is handed back.
stop_version() {
  local version=$1 name
  local -A pids=()
  for name in "$version-api" "$version-worker"; do
    pids[$name]=$(<"$RESULTS/$name.pid")
    kill -TERM -- "-${pids[$name]}"
  done
  for name in "${!pids[@]}"; do
    wait_for 60 process_gone "${pids[$name]}" || die "$name doesn't end"
    rm "$RESULTS/$name.pid"
  done
}

# Buyers and the gateway know one address. nginx passes each request to one of the api-servers that run.
start_site() {
  setsid "$INFRA/nginx/serve" "$RESULTS/site" "$(versions_address site)" \
    "$(versions_address old-api)" "$(versions_address new-api)" >>"$LOGS/versions-site.log" 2>&1 &
  printf '%d\n' $! >"$RESULTS/site.pid"
  disown "$!"
  wait_for 10 responds site || die "nginx isn't ready; see $LOGS/versions-site.log"
}

versions_address() {
  printf '127.0.0.1:%d' $((HOLDFAST_PORT_BASE + VERSIONS_PORTS[$1]))
}

# phase NAME: prints the time since the begin of the load, and the orders so far.
phase() {
  mysql_rows "SELECT COUNT(*), COALESCE(SUM(state NOT IN ('CONFIRMED', 'CANCELLED', 'REFUNDED')), 0),
      COALESCE(SUM(state = 'PENDING' AND payment_status = 'PENDING'), 0) FROM orders" | {
    read -r orders open pending
    printf '%4d s  %-35s  %5d orders, %d under way, %d wait for their payment\n' \
      $((SECONDS - began)) "$1" "$orders" "$open" "$pending"
  }
}

# under_way COUNT [SINCE]: whether so many orders that were accepted since then wait for their payment.
under_way() {
  (($(mysql_rows "SELECT COUNT(*) FROM orders WHERE state = 'PENDING' AND payment_status = 'PENDING'
    AND created_at >= '${2:-2000-01-01}'") >= $1))
}

# Ends every process of the drill, and removes what it has made, but for the results. Can be repeated.
clean_up_versions() {
  local file
  for file in "$RESULTS"/*.pid; do
    [[ ! -e $file ]] || kill -KILL -- "-$(<"$file")" 2>/dev/null || kill -KILL "$(<"$file")" 2>/dev/null || true
    rm -f "$file"
  done
  (
    set_names_of_versions
    mysql_client --execute "DROP DATABASE IF EXISTS $SALE_DATABASE; DROP DATABASE IF EXISTS $LEDGER_DATABASE"
    redis-cli -h 127.0.0.1 -p "$(port_of redis)" --scan --pattern "$VERSIONS_PREFIX*" |
      xargs --no-run-if-empty redis-cli -h 127.0.0.1 -p "$(port_of redis)" UNLINK >/dev/null
    # Without a worker they would wait for ever.
    temporal_client workflow terminate --namespace "$VERSIONS_NAMESPACE" --query 'ExecutionStatus="Running"' \
      --reason 'the drill has ended' --yes >/dev/null 2>&1 || true
  ) || true
  git -C "$REPO" worktree remove --force "$OLD_SOURCE" 2>/dev/null || rm -rf "$OLD_SOURCE"
  git -C "$REPO" worktree prune
}
