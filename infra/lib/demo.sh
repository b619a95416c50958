# Demo events, so that a stack has something to sell. An event that exists already and hasn't started is left alone.
# shellcheck shell=bash

load_demo_events() {
  local file
  local -a names=()
  resolve_environment
  step "Demo events"
  for file in "$INFRA"/demo/*.json; do
    load_demo_event "$file"
  done
}

load_demo_event() {
  local file=$1 title response
  title=$(jq --raw-output .title "$file")
  if has_event "$title"; then
    say "    exists     $title"
    return
  fi
  response=$(
    demo_event "$file" | curl --silent --show-error --fail-with-body --max-time 120 \
      --request POST "$API_URL/api/admin/events" --header 'Content-Type: application/json' --data-binary @- \
      --header @<(printf 'Authorization: Bearer %s\n' "$ADMIN_TOKEN")
  ) || die "the demo event '$title' was refused: $response"
  say "    on sale    $title (event $(jq .id <<<"$response"), $(jq .seatsTotal <<<"$response") seats)"
}

has_event() {
  curl --silent --show-error --fail --max-time 10 --get "$API_URL/api/events" --data-urlencode "q=$1" --data limit=100 \
    --data startsFrom="$(date --utc +%FT%TZ)" \
    | jq --exit-status --arg title "$1" 'any(.items[]; .title == $title)' >/dev/null
}

# A demo event names its start in days from now, so that it is never in the past.
demo_event() {
  jq '(((now / 86400 | floor) + .startsInDays) * 86400 + .startsAtHourUtc * 3600) as $start
      | del(.startsInDays, .startsAtHourUtc) + {startsAt: ($start | todate)}' "$1"
}
