# The web UI of the real Temporal server, which has none of its own. A part only with TEMPORAL_SERVER=real.
# shellcheck shell=bash

temporal-ui_prepare() {
  local TEMPORAL=${OWN_ADDRESS[temporal]} PORT
  PORT=$(port_of temporal-ui)
  mkdir -p "$RUN/temporal-ui"
  render "$INFRA/temporal-ui/config.yaml" "$RUN/temporal-ui/base.yaml" TEMPORAL PORT
  write_launch temporal-ui -- "$(temporal_server)/temporal-ui-server" --root "$RUN" --config temporal-ui start
}

temporal-ui_ready() {
  curl --silent --fail --max-time 5 "http://${OWN_ADDRESS[temporal-ui]}/healthz"
}
