# Temporal: the progress of every order. Its development server, made durable (SQLite with a write-ahead log) and quick by
# the dynamic configuration in temporal-config/.
# shellcheck shell=bash

temporal_prepare() {
  local -a dynamic=()
  local key_value
  while read -r key_value; do
    dynamic+=(--dynamic-config-value "$key_value")
  done < <(dynamic_config)
  mkdir -p "$DATA/temporal"
  # Its one SQLite connection is what orders wait for: a cache that holds its hot pages (a larger one costs each commit a
  # look at all of it), fewer and larger checkpoints, and a collector that runs less often (the server keeps some 400 MB).
  # It waits while lean-index has the file. And it goes first where the machine has too little for everybody: whatever
  # keeps it from its processor in the middle of a write keeps every other order waiting for that connection. Somebody who
  # may not give it that priority gets a warning in its log, and a slower rush.
  write_launch temporal GOGC=400 -- nice -n -10 "$(temporal_cli)" server start-dev \
    --db-filename "$DATA/temporal/temporal.db" \
    --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=normal \
    --sqlite-pragma wal_autocheckpoint=16000 --sqlite-pragma cache_size=-16384 \
    --sqlite-pragma busy_timeout=30000 \
    --ip 127.0.0.1 --port "$(port_of temporal)" --ui-port "$(port_of temporal 1)" \
    --metrics-port "$(port_of temporal 2)" --ui-disable-news-fetch --log-level warn \
    "${dynamic[@]}"
}

# The development server takes key=value flags where a production server reads the file itself.
dynamic_config() {
  awk '
    /^[A-Za-z][A-Za-z.]*:/ { key = $1; sub(/:$/, "", key) }
    /^ *- *value:/         { value = $0; sub(/^ *- *value: */, "", value); print key "=" value }
  ' "$REPO/temporal-config/dynamic-config.yaml"
}

temporal_ready() {
  [[ $(temporal_client operator cluster health) == *SERVING* ]]
}

# The CLI on our own server, whatever a person's own Temporal settings say.
temporal_client() {
  "$(temporal_cli)" --disable-config-file --disable-config-env --address "${OWN_ADDRESS[temporal]}" "$@"
}

# Namespace, retention and search attributes, on our own server or on one from outside (by its own settings). Which
# indexes its database has is the affair of whoever runs it.
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
      warn "Temporal keeps indexes that nobody asks; orders are slower, and nothing else. infra/dev up tries again"
  fi
}
