# `infra/dev up`: from a bare machine to the URLs. Each step does only what is missing, so it may be run at any time.
# shellcheck shell=bash

command_up() {
  with_lock "$RUN/up.lock" bring_up
}

bring_up() {
  local began=$EPOCHREALTIME stores
  preflight

  step "Starting ${STORES[*]}, and building meanwhile"
  ensure_supervisor
  in_parallel start_part "${STORES[@]}" &
  stores=$!
  { build_frontend && build_binaries; } || {
    wait "$stores" || true
    die "the build failed; the parts that are up stay up, so run infra/dev up again once it is mended"
  }
  wait "$stores" || die "not every part could be started; see above"

  apply_temporal_config
  step "Migrating"
  migrate
  step "Starting worker and api"
  in_parallel start_part worker api
  load_demo_events
  step "Up in $(since "$began")"
  print_urls
}

# What would stop us later is said now, before minutes of building.
preflight() {
  local part
  step "Looking at this machine"
  ensure_tools_of_own "${PARTS[@]}" build
  require_rust
  require_node
  for part in api worker "${STORES[@]}"; do
    if is_outside "$part" || is_running "$part"; then continue; fi
    end_orphan "$part"
    require_free_ports "$part"
  done
}

print_urls() {
  local -a names=()
  resolve_environment
  cat >&2 <<URLS

    Tickets      $API_URL
    API          $API_URL/api
    API docs     $API_URL/docs
    Temporal UI  $TEMPORAL_UI_URL/namespaces/$TEMPORAL_NAMESPACE/workflows

    Everything else, for a shell:   set -a; . <(infra/dev env); set +a
    Log of a part:                  infra/dev logs api -f
    Stop, keeping the data:         infra/dev down
URLS
}
