# The web front end: built by npm, served by the api. Needs no network once its packages are installed.
# shellcheck shell=bash

# Installs packages only when their list has changed, and builds only when a file is newer than the last build.
build_frontend() {
  (
    cd "$REPO/frontend" || exit
    install_node_packages
    # Only buyers of a stack with our own gateway, the simulator, choose from its methods.
    VITE_TEST_PAYMENTS=$(is_outside gateway && printf 0 || printf 1)
    export VITE_TEST_PAYMENTS
    if [[ ! -e dist/index.html || $(cat dist/.test-payments 2>/dev/null) != "$VITE_TEST_PAYMENTS" ]] ||
      [[ -n $(newer_than dist/index.html) ]]; then
      npm run --silent build
      printf '%s' "$VITE_TEST_PAYMENTS" >dist/.test-payments
    fi
  )
}

install_node_packages() {
  [[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-audit --no-fund --loglevel=error
}

newer_than() {
  find . \( -name node_modules -o -name dist -o -name e2e -o -name test-results \) -prune -o \
    -type f -newer "$1" -print -quit
}

# The front end's own checks, and the suites on this stack: in a browser, behind nginx, k6's smoke script, the runbook.
# A developer's running gateway, worker and api are used as they are. Those that don't run are built, started, and
# stopped at the end; only an api of our own is killed by the suite.
test_frontend() {
  local part result=0
  local -a ours=()
  step "Front end: checks"
  (
    cd "$REPO/frontend" || exit
    install_node_packages
    npm run --silent check
  )
  build_frontend

  step "Front end: in a browser"
  apply_temporal_config
  for part in "${BINARY_PARTS[@]}" "${SIDE_PARTS[@]}"; do
    is_outside "$part" || is_running "$part" || ours+=("$part")
  done
  if ((${#ours[@]} > 0)); then
    build_binaries
    migrate
    in_parallel start_part "${ours[@]}"
  fi
  [[ " ${ours[*]} " != *' api '* ]] || export E2E_FAULTS=1
  with_environment npm --prefix frontend run --silent e2e || result=$?
  step "Front end: behind nginx"
  with_environment infra/nginx/check || result=$?
  test_k6 || result=$?
  test_runbook || result=$?
  in_parallel stop_part "${ours[@]}"
  return "$result"
}
