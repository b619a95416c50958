# The web front end: built by npm, served by the api on its own port. Without a network when everything is there.
# shellcheck shell=bash

# Does only what is missing: packages when their list has changed, the build when a file is newer than it.
build_frontend() {
  (
    cd "$REPO/frontend" || exit
    install_node_packages
    if [[ ! -e dist/index.html ]] || [[ -n $(newer_than dist/index.html) ]]; then
      npm run --silent build
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

# The front end's own checks, and its suite in a browser on this stack. A developer's worker and api are taken as they
# run. Where there are none, they are built, started, also killed by the suite, and stopped at the end.
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
  for part in worker api; do
    is_running "$part" || ours+=("$part")
  done
  if ((${#ours[@]} > 0)); then
    build_binaries
    migrate
    in_parallel start_part "${ours[@]}"
    export E2E_FAULTS=1
  fi
  with_environment npm --prefix frontend run --silent e2e || result=$?
  step "Front end: behind nginx"
  with_environment infra/nginx/check || result=$?
  ((${#ours[@]} == 0)) || in_parallel stop_part "${ours[@]}"
  return "$result"
}
