# `infra/dev up`: from a bare machine to a running stack. Each step does only what is missing, so `up` can be repeated.
# shellcheck shell=bash

# command_up [--observe]
command_up() {
  local part
  # An observer that runs is kept up to date, as any other part.
  local -a observers=() traces=()
  if (($# > 0)); then
    [[ $* == --observe ]] || die_usage "up takes no argument but --observe"
    observers=("${OBSERVERS[@]}") traces=("${TRACE_PARTS[@]}")
  else
    for part in "${OBSERVERS[@]}"; do
      ! is_running "$part" || observers+=("$part")
    done
    for part in "${TRACE_PARTS[@]}"; do
      ! is_running "$part" || traces+=("$part")
    done
  fi
  local -a sides=()
  ! can_run_login || sides=("${SIDE_PARTS[@]}")
  with_lock "$RUN/up.lock" bring_up
}

bring_up() {
  local began=$EPOCHREALTIME stores
  preflight

  step "Starting ${STORES[*]}$(is_prebuilt || printf ', and building meanwhile')"
  ensure_supervisor
  in_parallel start_part "${STORES[@]}" "${traces[@]}" &
  stores=$!
  is_prebuilt || { build_frontend && build_binaries; } || {
    wait "$stores" || true
    die "the build failed; the stores stay up. Run infra/dev up again when the build is fixed"
  }
  # The binaries export to the trace store if it runs when they start.
  wait "$stores" || die "not every store could be started; see above"

  apply_temporal_config
  step "Migrating"
  migrate
  step "Starting ${BINARY_PARTS[*]} ${sides[*]}"
  in_parallel start_part "${BINARY_PARTS[@]}" "${sides[@]}" "${observers[@]}"
  load_demo_events
  step "Up in $(since "$began")"
  print_urls
}

# Reports what would fail later, before minutes of building.
preflight() {
  local part
  step "Looking at this machine"
  if is_prebuilt; then
    ensure_tools_of_own "${STORES[@]}" "${BINARY_PARTS[@]}" "${sides[@]}" "${observers[@]}" "${traces[@]}"
    require_prebuilt
  else
    ensure_tools_of_own "${STORES[@]}" "${BINARY_PARTS[@]}" "${sides[@]}" "${observers[@]}" "${traces[@]}" build
    require_rust
    require_node
  fi
  require_gateway_settings
  for part in "${STORES[@]}" "${BINARY_PARTS[@]}" "${sides[@]}" "${observers[@]}" "${traces[@]}"; do
    if is_outside "$part" || is_running "$part"; then continue; fi
    end_orphan "$part"
    require_free_ports "$part"
  done
}

# A part from outside brings settings that we can't know.
require_gateway_settings() {
  local name
  if is_outside gateway; then
    for name in GATEWAY_API_KEY GATEWAY_CALLBACK_SECRET GATEWAY_DEFAULT_METHOD; do
      [[ -n ${!name:-} ]] || die "GATEWAY_URL names a gateway from outside, so $name must be set too"
    done
  elif is_outside mysql && [[ -z ${SIMULATOR_DATABASE_URL:-} ]]; then
    die "DATABASE_URL names a MySQL from outside, so the simulator needs a database there: set SIMULATOR_DATABASE_URL"
  fi
}

print_urls() {
  local -a names=()
  resolve_environment
  cat >&2 <<URLS

    Tickets      $API_URL
    API          $API_URL/api
    API docs     $API_URL/docs
    Temporal UI  $TEMPORAL_UI_URL/namespaces/$TEMPORAL_NAMESPACE/workflows${sides[*]:+
    Logins       $TOKEN_ISSUER}${observers[*]:+
    Prometheus   $PROMETHEUS_URL/alerts
    Alertmanager http://${OWN_ADDRESS[alertmanager]}}${traces[*]:+
    Traces       infra/dev trace ID}

    Settings, for a shell:    set -a; . <(infra/dev env); set +a
    Log of a part:            infra/dev logs api -f
    Stop, keeping the data:   infra/dev down
URLS
}
