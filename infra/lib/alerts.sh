# `infra/dev alerts`: what Prometheus has to say, one line per alert, with the page of the runbook.
# shellcheck shell=bash

command_alerts() {
  local alerts
  alerts=$(prometheus_alerts) ||
    die "Prometheus doesn't respond at ${OWN_ADDRESS[prometheus]}; infra/dev up --observe starts it"
  jq --raw-output '
    def column($width): . + " " * ([$width - length, 1] | max);
    if . == [] then "no alert" else
      sort_by(.state != "firing", .labels.severity, .activeAt)[]
      | (.state | column(9)) + (.labels.severity | column(8)) + (.labels.alertname | column(20))
        + .activeAt[11:19] + "  " + .annotations.summary + "\n" + " " * 17 + .annotations.runbook
    end' <<<"$alerts"
}

# The alerts that fire, or that will unless their cause ends soon (`pending`), as a JSON array.
prometheus_alerts() {
  curl --silent --show-error --fail --max-time 10 "http://${OWN_ADDRESS[prometheus]}/api/v1/alerts" | jq .data.alerts
}
