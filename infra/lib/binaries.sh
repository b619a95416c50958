# Our own two binaries: built, migrated and started with the environment that `infra/dev env` prints, and nothing else.
# shellcheck shell=bash

build_binaries() {
  (
    cd "$REPO" || exit
    cargo build --release --locked -p holdfast-api-server -p holdfast-worker
  )
}

migrate() {
  with_environment "$(worker_binary)" migrate
}

# Runs a command with all that the binaries read.
with_environment() {
  local -a names=()
  resolve_environment
  (
    cd "$REPO" || exit
    # shellcheck disable=SC2163 # the names are in the array
    export "${names[@]}"
    "$@"
  )
}

write_binary_launch() {
  local part=$1 binary name
  local -a names=() variables=()
  binary=$("${part}_binary")
  [[ -x $binary ]] || die "$part isn't built yet ($binary); infra/dev up builds it"
  resolve_environment
  for name in "${names[@]}"; do
    variables+=("$name=${!name}")
  done
  write_launch "$part" "${variables[@]}" -- "$binary"
}
