# Where this stack keeps its data and listens, which parts it has, and which come from outside. All of it follows from
# the environment and two settings, HOLDFAST_HOME and HOLDFAST_PORT_BASE, so that two stacks fit on one machine.
# shellcheck shell=bash

# In the order of their start. The stores are needed by our own binaries. The real Temporal server brings further ones
# (choose_temporal_server).
STORES=(redis mysql kafka temporal)
readonly BINARY_PARTS=(gateway worker api)
# What a developer logs in with. Our own binaries start without it.
readonly SIDE_PARTS=(login)
# Watch the others. Started only on request, because a sale doesn't need them.
readonly OBSERVERS=(machine alertmanager prometheus)
# Where our binaries export traces while it runs. Started with the observers, by `up --observe`.
readonly TRACE_PARTS=(traces)
# Filled by load_settings: all of them.
PARTS=()

# The variable by which a part is given from outside.
declare -rA OUTSIDE_VARIABLE=(
  [redis]=REDIS_URL [mysql]=DATABASE_URL [kafka]=KAFKA_BROKERS [temporal]=TEMPORAL_ADDRESS [gateway]=GATEWAY_URL
  [login]=TOKEN_ISSUER
)

# The ports of each part, as distances from HOLDFAST_PORT_BASE; clients use the first.
declare -A PORT_OFFSETS=(
  [api]='0 20' [temporal]='1 8 2' [redis]=3 [mysql]=4 [kafka]='5 6' [worker]=7 [gateway]=9
  [prometheus]=11 [alertmanager]=16 [machine]=19 [login]=23 [postgres]=30 [temporal-ui]=2
  [traces]='24 25 26'
)
# 10 and 21, 17 and 18 are infra/chaos's second api-server with its metrics, second worker, and replica. The browser
# suite's second api-server has 10 and 21 too.
readonly LAST_PORT_OFFSET=45

# Filled by load_settings: part → "host:port" of the part that this stack would start.
declare -gA OWN_ADDRESS=()

load_settings() {
  local -i highest_base=$((65535 - LAST_PORT_OFFSET))
  HOLDFAST_HOME=${HOLDFAST_HOME:-$REPO/.holdfast}
  [[ $HOLDFAST_HOME == /* ]] || HOLDFAST_HOME=$PWD/$HOLDFAST_HOME
  HOLDFAST_HOME=${HOLDFAST_HOME%/}
  # The path is written into five kinds of configuration files; in some of them these characters have a meaning.
  [[ $HOLDFAST_HOME != *[\"\'\\\;%\#,$'\n']* ]] || die_usage "HOLDFAST_HOME can't contain any of \" ' \\ ; % # ,"

  HOLDFAST_PORT_BASE=${HOLDFAST_PORT_BASE:-18080}
  if ! [[ $HOLDFAST_PORT_BASE =~ ^[1-9][0-9]{3,4}$ ]] ||
    ((HOLDFAST_PORT_BASE < 1024 || HOLDFAST_PORT_BASE > highest_base)); then
    die_usage "HOLDFAST_PORT_BASE must be a number from 1024 to $highest_base, not '$HOLDFAST_PORT_BASE'"
  fi

  TOOLS=${HOLDFAST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/holdfast}
  # Cargo's profile of our binaries: `dev` is built sooner, and is what the Rust tests have built already.
  HOLDFAST_PROFILE=${HOLDFAST_PROFILE:-release}
  [[ $HOLDFAST_PROFILE == @(release|dev) ]] || die_usage "HOLDFAST_PROFILE is release or dev, not '$HOLDFAST_PROFILE'"
  # A folder of binaries that are built already, with the front end's pages in `frontend`: then nothing is compiled.
  HOLDFAST_BINARIES=${HOLDFAST_BINARIES:-}
  BINARIES=${HOLDFAST_BINARIES:-${CARGO_TARGET_DIR:-$REPO/target}/${HOLDFAST_PROFILE/#dev/debug}}
  if [[ $BINARIES != /* ]]; then
    if is_prebuilt; then BINARIES=$PWD/$BINARIES; else BINARIES=$REPO/$BINARIES; fi
  fi
  BINARIES=${BINARIES%/}
  DATA=$HOLDFAST_HOME/data
  LOGS=$HOLDFAST_HOME/logs
  RUN=$HOLDFAST_HOME/run
  SOCKETS=$(sockets_directory)

  local part
  for part in "${!PORT_OFFSETS[@]}"; do
    OWN_ADDRESS[$part]=127.0.0.1:$(port_of "$part")
  done
  is_outside temporal || choose_temporal_server
  PARTS=("${STORES[@]}" "${BINARY_PARTS[@]}" "${SIDE_PARTS[@]}" "${OBSERVERS[@]}" "${TRACE_PARTS[@]}")
  # Our binaries may listen elsewhere, for example to be reached from other machines.
  OWN_ADDRESS[api]=127.0.0.1:$(port_in "${API_BIND:-${OWN_ADDRESS[api]}}")
  API_METRICS=127.0.0.1:$(port_in "${METRICS_BIND:-:$(port_of api 1)}")
  OWN_ADDRESS[worker]=127.0.0.1:$(port_in "${WORKER_BIND:-${OWN_ADDRESS[worker]}}")
  OWN_ADDRESS[gateway]=127.0.0.1:$(port_in "${SIMULATOR_BIND:-${OWN_ADDRESS[gateway]}}")
}

# Whether the binaries come from HOLDFAST_BINARIES.
is_prebuilt() {
  [[ -n $HOLDFAST_BINARIES ]]
}

port_in() {
  printf '%s' "${1##*:}"
}

# The path of a unix socket has at most 107 bytes. A deep HOLDFAST_HOME gets a short directory, named after its hash.
sockets_directory() {
  local longest_name=supervisor.sock.XXXXXXXX hash
  if ((${#RUN} + ${#longest_name} < 107)); then
    printf '%s' "$RUN"
  else
    hash=$(printf '%s' "$HOLDFAST_HOME" | sha256sum)
    printf '%s/holdfast-%s' "${XDG_RUNTIME_DIR:-/tmp}" "${hash:0:16}"
  fi
}

# port_of PART [N]: the Nth port of a part, from 0.
port_of() {
  local -a offsets
  read -ra offsets <<<"${PORT_OFFSETS[$1]}"
  printf '%d' $((HOLDFAST_PORT_BASE + offsets[${2:-0}]))
}

# Every port of a part, one per line. API_BIND, METRICS_BIND, WORKER_BIND and SIMULATOR_BIND move those of our binaries.
ports_of() {
  local offset
  if is_binary "$1"; then
    printf '%d\n' "$(port_in "${OWN_ADDRESS[$1]}")"
    [[ $1 != api ]] || printf '%d\n' "$(port_in "$API_METRICS")"
  else
    for offset in ${PORT_OFFSETS[$1]}; do
      printf '%d\n' $((HOLDFAST_PORT_BASE + offset))
    done
  fi
}

is_part() {
  [[ " ${PARTS[*]} " == *" $1 "* ]]
}

is_binary() {
  [[ " ${BINARY_PARTS[*]} " == *" $1 "* ]]
}

# A part is from outside when its variable names another address than ours. A shell that has sourced `infra/dev env`
# carries our own addresses, which mean our own parts.
is_outside() {
  local variable=${OUTSIDE_VARIABLE[$1]:-}
  [[ -n $variable ]] && ! is_own_address "${!variable:-}" "$1"
}

# is_own_address URL PART: URL is empty, or names the PART that this stack would start.
is_own_address() {
  [[ -z $1 || $(address_in "$1") == "${OWN_ADDRESS[$2]}" ]]
}

# The first host:port in a URL or a list of brokers; without a port, that of the URL's scheme.
address_in() {
  local url=$1 address=${1#*://}
  address=${address%%[/?,]*}
  address=${address##*@}
  [[ $address == *:* ]] || case $url in
    https://*) address+=:443 ;;
    http://*) address+=:80 ;;
    mysql://*) address+=:3306 ;;
    redis://* | rediss://*) address+=:6379 ;;
  esac
  printf '%s' "${address/#localhost:/127.0.0.1:}"
}
