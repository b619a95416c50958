# Temporal: the progress of every order. This is its development server, made durable by SQLite's write-ahead log and
# fast by the dynamic configuration in temporal-config/.
# shellcheck shell=bash

temporal_prepare() {
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
    --ip 127.0.0.1 --port "$(port_of temporal)" --ui-port "$(port_of temporal 1)" \
    --metrics-port "$(port_of temporal 2)" --ui-disable-news-fetch --log-level warn \
    "${dynamic[@]}"
}

# A production server reads the file itself; the development server takes key=value flags.
dynamic_config() {
  awk '
    /^[A-Za-z][A-Za-z.]*:/ { key = $1; sub(/:$/, "", key) }
    /^ *- *value:/         { value = $0; sub(/^ *- *value: */, "", value); print key "=" value }
  ' "$REPO/temporal-config/dynamic-config.yaml"
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
  else
    env --unset=TEMPORAL_PROFILE TEMPORAL_CONFIG_FILE=/dev/null TEMPORAL_ADDRESS="${OWN_ADDRESS[temporal]}" \
      TEMPORAL_CLI="$(temporal_cli)" "$REPO/temporal-config/apply"
    python3 "$INFRA/temporal/lean-index" "$DATA/temporal/temporal.db" ||
      warn "Temporal's unused indexes couldn't be dropped, so orders are slower; infra/dev up tries again"
  fi
}
