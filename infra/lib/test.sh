# `infra/dev test`: the tests, on this stack's stores. Each Rust test has its own prefix, database, gateway, worker and
# api, so it doesn't disturb other users of the stores. The browser's suite uses the stack's gateway, worker and api.
# shellcheck shell=bash

command_test() {
  local part crate
  local -a to_start=() crates=()
  ! is_prebuilt || die "the tests build what they test; unset HOLDFAST_BINARIES"
  if [[ ${1:-} == --changed ]]; then
    mapfile -t crates < <(changed_crates)
    ((${#crates[@]} > 0)) || { say "no crate has changed"; return; }
    shift
    say "${crates[*]}"
    for crate in "${crates[@]}"; do set -- --package "$crate" "$@"; done
  fi
  # ARGS select Rust tests; what else there is to test isn't wanted then.
  if (($# > 0)); then
    ensure_tools_of_own "${STORES[@]}" build test
  else
    ensure_tools_of_own "${STORES[@]}" build frontend prometheus test
    step "Alerts and their pages"
    "$INFRA/prometheus/check"
  fi
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
    run_more_tests_at_once
    with_environment cargo test --locked "$@"
  )
  if (($# == 0)); then
    test_frontend
  fi
}

# More Rust tests than there are cores: most wait for the stores most of the time.
run_more_tests_at_once() {
  export RUST_TEST_THREADS=${RUST_TEST_THREADS:-$((2 * $(nproc)))}
}

# The runbook's commands restart parts, so they are executed on a stack that nobody else uses: one whose parts this
# command has started. `to_start` and `ours` are those of the callers.
test_runbook() {
  step "The runbook's commands"
  if ((${#to_start[@]} + ${#ours[@]} == ${#STORES[@]} + ${#BINARY_PARTS[@]} + ${#SIDE_PARTS[@]})); then
    "$INFRA/runbook-test"
  else
    say "    not executed, because the stack was running before: infra/runbook-test"
  fi
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
