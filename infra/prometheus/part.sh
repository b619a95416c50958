# Prometheus: scrapes the stack and evaluates the alerts. Not needed to sell; `infra/dev up --observe` starts it.
# shellcheck shell=bash

prometheus_prepare() {
  local API=$API_METRICS WORKER=${OWN_ADDRESS[worker]} ALERTMANAGER=${OWN_ADDRESS[alertmanager]}
  local MACHINE=${OWN_ADDRESS[machine]}
  local GATEWAY='' TEMPORAL='' RULES=$INFRA/prometheus/rules RULES_VERSION
  is_outside gateway || GATEWAY="\"${OWN_ADDRESS[gateway]}\""
  is_outside temporal || TEMPORAL="\"127.0.0.1:$(port_of temporal 1)\""
  RULES_VERSION=$(cat "$RULES"/*.yml | cksum)
  mkdir -p "$DATA/prometheus"
  render "$INFRA/prometheus/prometheus.yml" "$RUN/prometheus.conf" \
    API WORKER MACHINE ALERTMANAGER GATEWAY TEMPORAL RULES RULES_VERSION
  # Without its console templates, which Debian keeps in /etc. Data of a month would fit; a stack needs its last days.
  write_launch prometheus -- prometheus --config.file="$RUN/prometheus.conf" --storage.tsdb.path="$DATA/prometheus" \
    --storage.tsdb.retention.time=7d --web.listen-address="${OWN_ADDRESS[prometheus]}" --log.level=warn
}

prometheus_ready() {
  curl --silent --fail --max-time 5 "http://${OWN_ADDRESS[prometheus]}/-/ready"
}
