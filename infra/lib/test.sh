# `infra/dev test`: the tests, on this stack's stores. Each Rust test has its own prefix, database, gateway, worker and
# api, so it doesn't disturb other users of the stores. The browser's suite uses the stack's gateway, worker and api.
# shellcheck shell=bash

command_test() {
  local part
  local -a to_start=()
  ensure_tools_of_own "${STORES[@]}" build frontend test
  require_rust

  for part in "${STORES[@]}"; do
    is_outside "$part" || is_running "$part" || to_start+=("$part")
  done
  if [[ ${CI:-} == true ]]; then
    stop_at_end "${to_start[@]}"
  fi
  step "Starting the stores"
  ensure_supervisor
  in_parallel start_part "${STORES[@]}"

  step "cargo test"
  (
    # A namespace of its own keeps orders that a test has broken apart from those of the stack.
    export TEMPORAL_NAMESPACE=${TEMPORAL_NAMESPACE:-holdfast}-test
    apply_temporal_config
    SCHEMATHESIS=$(test_tools)
    export SCHEMATHESIS
    with_environment cargo test --locked "$@"
  )
  # ARGS select Rust tests; the browser's suite is then not wanted.
  (($# > 0)) || test_frontend
}

# In CI the stack is left as it was found: the parts that we start are stopped, and the supervisor if we started it.
stop_at_end() {
  local -a parts=("$@")
  if supervisor_alive; then
    # shellcheck disable=SC2064 # expanded now, on purpose
    trap "in_parallel stop_part ${parts[*]}" EXIT
  else
    trap command_down EXIT
  fi
}
