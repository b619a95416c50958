# Messages, waiting and locks. Messages go to stderr: stdout is for the results of `env`, `logs`, `status` and `tools`.
# shellcheck shell=bash

if [[ -t 2 ]]; then
  readonly BOLD=$'\e[1m' RED=$'\e[31m' YELLOW=$'\e[33m' PLAIN=$'\e[0m'
else
  readonly BOLD='' RED='' YELLOW='' PLAIN=''
fi

say() { printf '%s\n' "$*" >&2; }
step() { printf '%s==>%s %s\n' "$BOLD" "$PLAIN" "$*" >&2; }
warn() { printf '%swarning:%s %s\n' "$YELLOW" "$PLAIN" "$*" >&2; }

# One line about one part, with its name in a column: several parts report at once.
tell() {
  local part=$1
  shift
  printf '    %-12s %s\n' "$part" "$*" >&2
}

die() {
  printf '%serror:%s %s\n' "$RED" "$PLAIN" "$*" >&2
  exit 1
}

# A wrong call; its exit code differs from that of a failure.
die_usage() {
  printf '%serror:%s %s (infra/dev help)\n' "$RED" "$PLAIN" "$*" >&2
  exit 2
}

# Seconds since $1 (an $EPOCHREALTIME), to a tenth.
since() {
  local -i tenths=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000))
  printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

# wait_for SECONDS COMMAND…: polls COMMAND until it succeeds; fails at the deadline.
wait_for() {
  local -i deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# with_lock FILE COMMAND…: one process at a time, so that concurrent `infra/dev` don't interfere. A COMMAND that starts
# a daemon must close the descriptor for it (9>&-), or the daemon holds the lock.
with_lock() {
  local file=$1
  shift
  mkdir -p "${file%/*}"
  (
    flock --timeout 3 9 || {
      say "    waiting for another infra/dev that works on this stack"
      flock 9
    }
    "$@"
  ) 9>"$file"
}
