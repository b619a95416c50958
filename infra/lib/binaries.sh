# Our own binaries: built, migrated and started with the settings that `infra/dev env` prints.
# shellcheck shell=bash

# Fails before a part is stopped for a folder that lacks something.
require_prebuilt() {
  local name
  for name in api-server worker payment-simulator; do
    [[ -x $BINARIES/holdfast-$name ]] || die "HOLDFAST_BINARIES has no holdfast-$name: $BINARIES"
  done
  [[ -e $BINARIES/frontend/index.html ]] ||
    warn "HOLDFAST_BINARIES has no frontend/index.html, so the api serves no pages"
}

# In one call: Cargo unifies the features of the packages it builds together. The load test alone would select other
# features of shared dependencies, and build them a second time.
build_binaries() {
  (
    cd "$REPO" || exit
    cargo build --profile "$HOLDFAST_PROFILE" --locked \
      -p holdfast-api-server -p holdfast-worker -p holdfast-payment-simulator -p holdfast-loadtest
  )
}

# Migrations only add what an older version can ignore, so they run while it serves (docs/versions.md).
command_migrate() {
  migrate
}

migrate() {
  with_settings_of worker "$(worker_binary)" migrate
  is_outside gateway || with_settings_of gateway "$(gateway_binary)" migrate
}

# Runs a command with every setting, as a shell that has sourced `infra/dev env` would.
with_environment() {
  local -a names=()
  resolve_environment
  run_with_exports "$@"
}

# with_settings_of PART COMMAND…: with the settings that PART reads.
with_settings_of() {
  local -a names=()
  resolve_settings_of "$1"
  shift
  run_with_exports "$@"
}

# Exports the caller's `names` to the command.
run_with_exports() {
  (
    cd "$REPO" || exit
    # shellcheck disable=SC2163 # exports the variables that the array names
    export "${names[@]}"
    "$@"
  )
}

write_binary_launch() {
  local part=$1 binary name
  local -a names=() variables=()
  binary=$("${part}_binary")
  [[ -x $binary ]] || die "$part isn't built yet ($binary); run infra/dev up"
  resolve_settings_of "$part"
  for name in "${names[@]}"; do
    variables+=("$name=${!name}")
  done
  write_launch "$part" "${variables[@]}" -- "$binary"
}
