# The api-server: every route of the HTTP contract, and the eager half of the order workflows.
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
