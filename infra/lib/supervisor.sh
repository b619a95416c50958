# The supervisor, called by curl over its XML-RPC. A call takes 10 ms; supervisorctl takes 200 ms to start Python, and
# its `stop` always waits, which `kill` must not.
# shellcheck shell=bash

# Seconds between SIGTERM and SIGKILL.
declare -rA STOP_SECONDS=([redis]=30 [mysql]=60 [kafka]=30 [temporal]=30 [gateway]=30 [worker]=30 [api]=30
  [login]=30 [prometheus]=30 [alertmanager]=30 [machine]=30 [postgres]=30 [temporal-ui]=30 [traces]=30)

# Where it isn't SIGTERM: at that, PostgreSQL waits until its clients have gone.
declare -rA STOP_SIGNAL=([postgres]=INT)

supervisor_alive() {
  rpc getState >/dev/null 2>&1
}

ensure_supervisor() {
  with_lock "$RUN/supervisor.lock" ensure_supervisor_locked
}

ensure_supervisor_locked() {
  if supervisor_alive; then add_new_parts; else start_supervisor; fi
}

start_supervisor() {
  mkdir -p "$DATA" "$LOGS" "$RUN" "$SOCKETS"
  chmod 700 "$SOCKETS"
  write_supervisor_config
  raise_open_files
  # The supervisor outlives this shell: it must not keep the shell's lock, nor pass the caller's variables to every
  # part.
  env -i PATH="$PATH" HOME="$HOME" LANG=C.UTF-8 PYTHONPATH="$(python_packages)" \
    python3 -m supervisor.supervisord --configuration "$RUN/supervisord.conf" 9>&- \
    || die "the supervisor doesn't start; see $LOGS/supervisord.log"
  wait_for 10 supervisor_alive || die "the supervisor doesn't respond; see $LOGS/supervisord.log"
}

write_supervisor_config() {
  local part SUPERVISOR_USER=''
  # Without this line, a supervisor that is started by root logs a warning.
  ((EUID != 0)) || SUPERVISOR_USER=user=root
  render "$INFRA/supervisord.conf" "$RUN/supervisord.conf" SOCKETS SUPERVISOR_USER
  for part in "${PARTS[@]}"; do
    cat >>"$RUN/supervisord.conf" <<PROGRAM

[program:$part]
command=/bin/bash "%(here)s/$part.launch"
autostart=false
autorestart=true
startsecs=1
startretries=100000
stopsignal=${STOP_SIGNAL[$part]:-TERM}
stopwaitsecs=${STOP_SECONDS[$part]}
redirect_stderr=true
stdout_logfile=%(here)s/../logs/$part.log
stdout_logfile_maxbytes=50MB
stdout_logfile_backups=2
PROGRAM
  done
}

# Tells a running supervisor of the parts that have been added to infra/dev since its start.
add_new_parts() {
  local known part
  local -a new=()
  known=$(rpc getAllProcessInfo)
  for part in "${PARTS[@]}"; do
    [[ $known == *"<string>$part</string>"* ]] || new+=("$part")
  done
  ((${#new[@]} > 0)) || return 0
  write_supervisor_config
  rpc reloadConfig >/dev/null
  for part in "${new[@]}"; do
    rpc addProcessGroup "$part" >/dev/null || die "the supervisor can't add $part"
  done
}

# Each of thousands of buyers has a socket; the usual soft limit of 1024 files isn't enough.
raise_open_files() {
  local hard
  hard=$(ulimit -Hn)
  [[ $hard == unlimited ]] || ((hard < 65536)) || hard=65536
  ulimit -Sn "$hard" 2>/dev/null || true
}

stop_supervisor() {
  local pid
  supervisor_alive || return 0
  pid=$(rpc getPID)
  rpc shutdown >/dev/null
  wait_for 90 process_gone "$pid" || die "the supervisor (pid $pid) doesn't end"
}

process_gone() {
  ! kill -0 "$1" 2>/dev/null
}

# rpc METHOD [ARGUMENT…]: prints the reply's single value, or its XML on one line; fails with the fault's text on
# stderr.
rpc() {
  local method=$1 argument params='' reply
  shift
  for argument in "$@"; do
    case $argument in
      true) params+='<param><value><boolean>1</boolean></value></param>' ;;
      false) params+='<param><value><boolean>0</boolean></value></param>' ;;
      *) params+="<param><value><string>$argument</string></value></param>" ;;
    esac
  done
  reply=$(
    curl --silent --show-error --fail --max-time 100 --unix-socket "$SOCKETS/supervisor.sock" \
      --header 'Content-Type: text/xml' http://supervisor/RPC2 --data-binary \
      "<?xml version='1.0'?><methodCall><methodName>supervisor.$method</methodName><params>$params</params></methodCall>"
  ) || return 1
  reply=${reply//$'\n'/}
  if [[ $reply =~ \<name\>faultString\</name\>\<value\>\<string\>([^<]*) ]]; then
    say "supervisor: ${BASH_REMATCH[1]}"
    return 1
  fi
  if [[ $reply != *'<name>'* && $reply =~ \<(int|boolean|string)\>([^\<]*) ]]; then
    reply=${BASH_REMATCH[2]}
  fi
  printf '%s\n' "$reply"
}

# supervised PART FIELD: statename (STOPPED, STARTING, RUNNING, BACKOFF, STOPPING, EXITED, FATAL), pid, start, now.
# Without a supervisor, every part counts as STOPPED.
supervised() {
  local info
  if info=$(rpc getProcessInfo "$1" 2>/dev/null) \
    && [[ $info =~ \<name\>$2\</name\>\<value\>\<[a-z0-9]+\>([^<]*) ]]; then
    printf '%s' "${BASH_REMATCH[1]}"
  elif [[ $2 == statename ]]; then
    printf 'STOPPED'
  else
    printf '0'
  fi
}
