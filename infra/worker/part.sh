# The worker: workflows and activities, the relay, the sweep, the reconciler.
# shellcheck shell=bash

worker_binary() {
  printf '%s/holdfast-worker' "$BINARIES"
}

worker_prepare() {
  write_binary_launch worker
}

worker_ready() {
  curl --silent --fail --max-time 5 "http://${OWN_ADDRESS[worker]}/readyz"
}
