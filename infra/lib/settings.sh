# Where this stack lives and listens, and which parts of it come from outside. Everything follows from the environment
# and two settings, HOLDFAST_HOME and HOLDFAST_PORT_BASE, so that two stacks fit one machine.
# shellcheck shell=bash

# In the order in which they are started; the first four are what worker and api stand on.
readonly STORES=(redis mysql kafka temporal)
readonly PARTS=("${STORES[@]}" worker api)

# The variable by which a part is given from outside.
declare -rA OUTSIDE_VARIABLE=(
  [redis]=REDIS_URL [mysql]=DATABASE_URL [kafka]=KAFKA_BROKERS [temporal]=TEMPORAL_ADDRESS
)

# The ports of each part, as distances from HOLDFAST_PORT_BASE; the first is the one that clients use.
declare -rA PORT_OFFSETS=(
  [api]=0 [temporal]='1 2 8' [redis]=3 [mysql]=4 [kafka]='5 6' [worker]=7
)

# Filled by load_settings: part → "host:port" of the part that this stack would start.
declare -gA OWN_ADDRESS=()

load_settings() {
  HOLDFAST_HOME=${HOLDFAST_HOME:-$REPO/.holdfast}
  [[ $HOLDFAST_HOME == /* ]] || HOLDFAST_HOME=$PWD/$HOLDFAST_HOME
  HOLDFAST_HOME=${HOLDFAST_HOME%/}
  # It is written into configuration files of five kinds, each with other characters that mean something.
  [[ $HOLDFAST_HOME != *[\"\'\\\;%\#,$'\n']* ]] || die_usage "HOLDFAST_HOME can't contain any of \" ' \\ ; % # ,"

  HOLDFAST_PORT_BASE=${HOLDFAST_PORT_BASE:-18080}
  if ! [[ $HOLDFAST_PORT_BASE =~ ^[1-9][0-9]{3,4}$ ]] || ((HOLDFAST_PORT_BASE < 1024 || HOLDFAST_PORT_BASE > 65526)); then
    die_usage "HOLDFAST_PORT_BASE must be a number from 1024 to 65526, not '$HOLDFAST_PORT_BASE'"
  fi

  TOOLS=${HOLDFAST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/holdfast}
  BINARIES=${CARGO_TARGET_DIR:-target}/release
  [[ $BINARIES == /* ]] || BINARIES=$REPO/$BINARIES
  DATA=$HOLDFAST_HOME/data
  LOGS=$HOLDFAST_HOME/logs
  RUN=$HOLDFAST_HOME/run
  SOCKETS=$(sockets_directory)

  local part
  for part in "${PARTS[@]}"; do
    OWN_ADDRESS[$part]=127.0.0.1:$(port_of "$part")
  done
  # Our own two may be bound elsewhere, to be reached from other machines.
  OWN_ADDRESS[api]=127.0.0.1:$(port_in "${API_BIND:-${OWN_ADDRESS[api]}}")
  OWN_ADDRESS[worker]=127.0.0.1:$(port_in "${WORKER_BIND:-${OWN_ADDRESS[worker]}}")
}

port_in() {
  printf '%s' "${1##*:}"
}

# The path of a unix socket ends at 108 bytes. A deep HOLDFAST_HOME gets a short directory instead, named after it.
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

# Every port of a part, one a line; API_BIND and WORKER_BIND may have moved the first one of ours.
ports_of() {
  local offset
  case $1 in
    worker | api) port_in "${OWN_ADDRESS[$1]}" ;;
    *) for offset in ${PORT_OFFSETS[$1]}; do
      printf '%d\n' $((HOLDFAST_PORT_BASE + offset))
    done ;;
  esac
}

is_part() {
  [[ -v PORT_OFFSETS[$1] ]]
}

# A part is from outside when its variable names another address than our own. A shell that has sourced `infra/dev env`
# carries our own addresses, and still means our own parts.
is_outside() {
  local variable=${OUTSIDE_VARIABLE[$1]:-}
  [[ -n $variable && -n ${!variable:-} && $(address_in "${!variable}") != "${OWN_ADDRESS[$1]}" ]]
}

# The first host:port in a URL or a list of brokers.
address_in() {
  local address=${1#*://}
  address=${address%%[/?,]*}
  address=${address##*@}
  printf '%s' "${address/#localhost:/127.0.0.1:}"
}
