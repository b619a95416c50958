# `infra/dev test`: the tests on the real parts. They use this stack's parts beside whatever runs on them, each Rust test
# under its own prefix, with a worker and an api of its own; the browser's suite buys from the stack's own two.
# shellcheck shell=bash

command_test() {
  local part
  local -a to_start=()
  ensure_tools_of_own "${STORES[@]}" build frontend
  require_rust

  for part in "${STORES[@]}"; do
    is_outside "$part" || is_running "$part" || to_start+=("$part")
  done
  if [[ ${CI:-} == true ]]; then
    stop_at_end "${to_start[@]}"
  fi
  step "Starting what the tests stand on"
  ensure_supervisor
  in_parallel start_part "${STORES[@]}"

  step "cargo test"
  (
    # A namespace of their own: orders that a test has broken don't lie among those that somebody looks after.
    export TEMPORAL_NAMESPACE=${TEMPORAL_NAMESPACE:-holdfast}-test
    apply_temporal_config
    with_environment cargo test --workspace --locked "$@"
  )
  # ARGS are cargo's: who asks for one test doesn't want the browser.
  (($# > 0)) || test_frontend
}

# A CI machine is left as it was found: what we start ends with us, and a supervisor with nothing left to do as well.
stop_at_end() {
  local -a parts=("$@")
  if supervisor_alive; then
    # shellcheck disable=SC2064 # the names are those of now
    trap "in_parallel stop_part ${parts[*]}" EXIT
  else
    trap command_down EXIT
  fi
}
