# The api-server: every HTTP route, and the first workflow task of the orders that it starts (eager start).
# shellcheck shell=bash

api_binary() {
  printf '%s/holdfast-api-server' "$BINARIES"
}

api_prepare() {
  write_binary_launch api
}

api_ready() {
  curl --silent --fail --max-time 5 "http://${OWN_ADDRESS[api]}/api/readyz"
}
