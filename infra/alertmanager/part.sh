# Alertmanager: routes the alerts of Prometheus by their severity. `infra/dev up --observe` starts it.
# shellcheck shell=bash

alertmanager_prepare() {
  mkdir -p "$DATA/alertmanager"
  "$INFRA/alertmanager/render" "${ALERTS_PAGE_URL:-}" "${ALERTS_TICKET_URL:-}" >"$RUN/alertmanager.conf"
  # One process alone: without the port by which several agree on what was sent.
  write_launch alertmanager -- prometheus-alertmanager --config.file="$RUN/alertmanager.conf" \
    --storage.path="$DATA/alertmanager" --web.listen-address="${OWN_ADDRESS[alertmanager]}" \
    --cluster.listen-address= --log.level=warn
}

alertmanager_ready() {
  curl --silent --fail --max-time 5 "http://${OWN_ADDRESS[alertmanager]}/-/ready"
}
