# Starting, watching and stopping any part. What differs from part to part is in <part>/part.sh:
#   <part>_prepare   writes its configuration and its launch script (idempotent; runs before each start)
#   <part>_ready     succeeds when the part can serve
# shellcheck shell=bash

# Seconds that a part may take until it is ready.
declare -rA READY_SECONDS=([redis]=30 [mysql]=90 [kafka]=90 [temporal]=60 [gateway]=60 [worker]=60 [api]=60
  [login]=60 [prometheus]=60 [alertmanager]=60 [machine]=60 [postgres]=60 [temporal-ui]=60 [traces]=60)

# start_part PART: starts the part if it is down, and waits until it can serve. Restarts a running part whose binary or
# configuration (its ports, for example) has changed since its start.
start_part() {
  local part=$1
  if is_outside "$part"; then
    require_outside "$part"
  else
    with_lock "$RUN/$part.lock" start_own_part "$part"
  fi
}

start_own_part() {
  local part=$1 began=$EPOCHREALTIME
  if is_running "$part"; then
    "${part}_prepare"
    if [[ $(fingerprint "$part") == "$(cat "$RUN/$part.started" 2>/dev/null)" ]]; then
      await_ready "$part"
      tell "$part" "is up"
      return
    fi
    tell "$part" "has changed"
    stop_part "$part"
  fi
  end_orphan "$part"
  require_free_ports "$part"
  "${part}_prepare"
  fingerprint "$part" >"$RUN/$part.started"
  rpc startProcess "$part" false >/dev/null || is_running "$part" || die "the supervisor can't start $part"
  await_ready "$part"
  tell "$part" "ready in $(since "$began")"
}

# Changes with the command and environment of a part, its configuration files, and its binary if that is ours.
fingerprint() {
  local part=$1 file
  {
    for file in "$RUN/$part".{launch,conf,sql}; do
      [[ ! -e $file ]] || cat "$file"
    done
    ! is_binary "$part" || stat --format '%i %s %Y' "$("${part}_binary")"
  } | cksum
}

is_running() {
  [[ $(supervised "$1" statename) == @(RUNNING|STARTING|BACKOFF) ]]
}

# Polls until PART can serve. Gives up early on a part that keeps crashing, and shows the end of its log.
await_ready() {
  local part=$1 state
  local -i began=$SECONDS reported=0 waited
  until "${part}_ready" >/dev/null 2>&1; do
    sleep 0.1
    waited=$((SECONDS - began))
    state=$(supervised "$part" statename)
    if [[ $state != @(RUNNING|STARTING|BACKOFF) ]] || { [[ $state == BACKOFF ]] && ((waited >= 8)); }; then
      give_up_on "$part" "doesn't stay up"
    fi
    ((waited < READY_SECONDS[$part])) || give_up_on "$part" "isn't ready after $waited s"
    if ((waited >= reported + 5)); then
      reported=waited
      tell "$part" "waiting until it is ready ($waited s)"
    fi
  done
}

give_up_on() {
  local part=$1 why=$2
  {
    printf -- '--- the last lines of %s\n' "$LOGS/$part.log"
    tail -n 25 "$LOGS/$part.log" 2>/dev/null || true
    printf -- '---\n'
  } >&2
  die "$part $why"
}

# A part from outside is not started; it must be reachable.
require_outside() {
  local part=$1 variable=${OUTSIDE_VARIABLE[$1]} address
  address=$(address_in "${!variable}")
  wait_for 10 reachable "$address" || die "$part is given by $variable, but nothing listens at $address"
  tell "$part" "is given from outside ($variable, $address)"
}

# SIGTERM, then SIGKILL after STOP_SECONDS. The process is gone when this returns.
stop_part() {
  local part=$1 began=$EPOCHREALTIME
  if is_running "$part"; then
    rpc stopProcess "$part" true >/dev/null || ! is_running "$part" || die "$part can't be stopped"
    tell "$part" "stopped in $(since "$began")"
  else
    tell "$part" "isn't running"
  fi
  end_orphan "$part"
}

# SIGKILL without a restart by the supervisor. SIGSTOP freezes the process. The supervisor's stop then marks it STOPPING
# and sends a SIGTERM, which a frozen process can't handle. SIGKILL ends it. Each part is a process group of its own, so
# its children die too; those of PostgreSQL have groups of their own.
kill_part() {
  local part=$1 pid child
  pid=$(supervised "$part" pid)
  if ((pid == 0)); then
    ! is_running "$part" || rpc stopProcess "$part" true >/dev/null
    tell "$part" "isn't running"
    return
  fi
  kill -STOP -- "-$pid"
  rpc stopProcess "$part" false >/dev/null || true
  for child in $(children_of "$pid"); do
    kill -KILL "$child" 2>/dev/null || true
  done
  kill -KILL -- "-$pid"
  wait_for 10 is_stopped "$part" || die "$part (pid $pid) is still there"
  tell "$part" "killed (pid $pid)"
}

children_of() {
  cat "/proc/$1/task/"*/children 2>/dev/null || true
}

is_stopped() {
  [[ $(supervised "$1" statename) == STOPPED ]]
}

# Ends a process of this stack whose supervisor has died. Nothing else would end it, and it holds the port.
end_orphan() {
  local part=$1 pid='' started=''
  [[ -e $RUN/$part.pid ]] || return 0
  read -r pid started <"$RUN/$part.pid" || return 0
  if [[ -z $started || $started != "$(start_time_of "$pid")" || $pid == "$(supervised "$part" pid)" ]]; then
    return 0
  fi
  tell "$part" "ending the process of an earlier supervisor (pid $pid)"
  kill "-${STOP_SIGNAL[$part]:-TERM}" "$pid" 2>/dev/null || true
  wait_for "${STOP_SECONDS[$part]}" process_gone "$pid" || kill -KILL "$pid"
}

# When a process started, in clock ticks since boot (proc(5), field 22). Pids are reused; pid and start time together
# identify a process.
start_time_of() {
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

# in_parallel COMMAND PART…: waits for all; fails if one has failed.
in_parallel() {
  local command=$1 part pid result=0
  local -a pids=()
  shift
  for part in "$@"; do
    "$command" "$part" &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || result=1
  done
  return "$result"
}
