# The commands that act on named parts, and the short ones.
# shellcheck shell=bash

command_start() {
  require_names start "$@"
  ensure_tools_of_own "$@"
  ensure_supervisor
  local part
  local -a stores=() binaries=()
  for part in "$@"; do
    if is_binary "$part"; then binaries+=("$part"); else stores+=("$part"); fi
  done
  # Stores don't wait for each other; our binaries wait for the stores.
  in_parallel start_part "${stores[@]}"
  [[ " ${stores[*]} " != *' temporal '* ]] || apply_temporal_config
  in_parallel start_part "${binaries[@]}"
}

command_stop() {
  require_own_names stop "$@"
  in_parallel stop_part "$@"
}

command_kill() {
  require_own_names kill "$@"
  in_parallel kill_part "$@"
}

command_restart() {
  require_own_names restart "$@"
  in_parallel stop_part "$@"
  command_start "$@"
}

command_logs() {
  (($# > 0)) || die_usage "logs needs a NAME"
  if [[ $1 == --order ]]; then
    (($# == 2)) || die_usage "logs --order needs the ID of one order"
    order_logs "$2"
    return
  fi
  local part=$1
  shift
  is_part "$part" || die_usage "there is no part '$part'; the parts are: ${PARTS[*]}"
  ! is_outside "$part" || die "$part is given from outside (${OUTSIDE_VARIABLE[$part]}); its log is elsewhere"
  [[ -e $LOGS/$part.log ]] || die "$part hasn't run yet; its log would be $LOGS/$part.log"
  exec tail "${@:---lines=200}" "$LOGS/$part.log"
}

command_trace() {
  (($# == 1)) || die_usage "trace needs the ID of one order"
  [[ $1 =~ ^[0-9a-f-]{36}$ ]] || die_usage "'$1' isn't the id of an order"
  traces_ready >/dev/null 2>&1 || die "the trace store doesn't run; start it with infra/dev up --observe"
  "$INFRA/traces/show" "http://${OWN_ADDRESS[traces]}" "$1"
}

# order_logs ID: the lines of our binaries that name the order or belong to one of its traces, by time. Fails without
# one.
order_logs() {
  local traces lines
  [[ $1 =~ ^[0-9a-f-]{36}$ ]] || die_usage "'$1' isn't the id of an order"
  traces=$(log_lines "$1" | jq --raw-output '.trace_id // empty' | sort --unique)
  lines=$(log_lines "$1" ${traces:+"$traces"} | jq --slurp --compact-output 'sort_by(.timestamp) | .[]')
  [[ -n $lines ]] || die "no log has a line of order $1; at the default level only faults have one"
  printf '%s\n' "$lines"
}

# log_lines TEXT…: the lines of our binaries' logs that have one of the texts, each with its part.
log_lines() {
  local part
  for part in "${BINARY_PARTS[@]}"; do
    [[ ! -e $LOGS/$part.log ]] || grep --fixed-strings --file=<(printf '%s\n' "$@") "$LOGS/$part.log" |
      jq --raw-input --compact-output --arg part "$part" 'fromjson? | {timestamp, part: $part} + .' || true
  done
}

command_sql() {
  ! is_outside mysql || die "mysql is given from outside (DATABASE_URL); use your own client"
  load_secrets
  mysql_client holdfast "$@"
}

# The api and the worker before what they need: to finish their work and hand tasks back, they need the gateway and the stores.
command_down() {
  local part
  step "Stopping"
  for part in "${OBSERVERS[@]}" "${TRACE_PARTS[@]}" "${SIDE_PARTS[@]}"; do
    ! is_running "$part" || stop_part "$part"
  done
  stop_part api
  stop_part worker
  stop_part gateway
  in_parallel stop_part "${STORES[@]}"
  stop_supervisor
}

command_reset() {
  command_down
  step "Deleting $HOLDFAST_HOME"
  # Only our own files: HOLDFAST_HOME may be a directory with other contents.
  rm -rf "$DATA" "$LOGS" "$RUN" "$HOLDFAST_HOME/secrets.env"
  [[ $SOCKETS == "$RUN" ]] || rm -rf "$SOCKETS"
  rmdir "$HOLDFAST_HOME" 2>/dev/null || true
}

require_names() {
  local command=$1 part
  shift
  (($# > 0)) || die_usage "$command needs a NAME: ${PARTS[*]}"
  for part in "$@"; do
    is_part "$part" || die_usage "there is no part '$part'; the parts are: ${PARTS[*]}"
  done
}

# require_own_names COMMAND NAME…: fails if a part is from outside, where COMMAND can't act on it.
require_own_names() {
  local command=$1 part
  require_names "$@"
  shift
  for part in "$@"; do
    ! is_outside "$part" || die "$part is given from outside (${OUTSIDE_VARIABLE[$part]}): infra/dev can't $command it"
  done
}

# As ensure_tools, without the tools of parts from outside.
ensure_tools_of_own() {
  local name
  local -a own=()
  for name in "$@"; do
    is_outside "$name" || own+=("$name")
  done
  ensure_tools "${own[@]}"
}
