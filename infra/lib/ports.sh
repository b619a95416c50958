# Reports ports that are taken before a part is started, and what to do about it.
# shellcheck shell=bash

# port_taken HOST:PORT: a process listens there.
port_taken() {
  (exec 3<>"/dev/tcp/${1%:*}/${1##*:}") 2>/dev/null
}

# The same for another machine, which may neither accept nor refuse a connection.
reachable() {
  # shellcheck disable=SC2016 # to be expanded by the inner shell
  timeout 3 bash -c 'exec 3<>"/dev/tcp/$1/$2"' - "${1%:*}" "${1##*:}" 2>/dev/null
}

# The process that listens on a port, if this user may see it: " (pid 123, java)".
port_owner() {
  local line
  command -v ss >/dev/null || return 0
  line=$(ss -Hltnp "sport = :$1" 2>/dev/null) || return 0
  if [[ $line =~ \(\(\"([^\"]*)\",pid=([0-9]+) ]]; then
    printf ' (pid %s, %s)' "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}"
  fi
}

# Every port of a part that is about to be started must be free.
require_free_ports() {
  local part=$1 port
  for port in $(ports_of "$part"); do
    ! port_taken "127.0.0.1:$port" || die "port $port, which $part needs, is taken by another process$(port_owner "$port").
       End that process, or move this stack: HOLDFAST_PORT_BASE=$(free_port_base) infra/dev …
       (it moves every port; use the same value for every command, or export it)"
  done
}

# The next base, in steps of 100, at which none of the ports is taken.
free_port_base() {
  local -i base=$((HOLDFAST_PORT_BASE + 100)) offset
  while ((base < 65000)); do
    for ((offset = 0; offset <= LAST_PORT_OFFSET; offset++)); do
      if port_taken "127.0.0.1:$((base + offset))"; then
        base+=100
        continue 2
      fi
    done
    break
  done
  printf '%d' "$base"
}
