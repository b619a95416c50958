# The payment gateway: our simulator. It keeps its own ledger in its own database and knows nothing of the sale.
# shellcheck shell=bash

gateway_binary() {
  printf '%s/holdfast-payment-simulator' "$BINARIES"
}

gateway_prepare() {
  write_binary_launch gateway
}

gateway_ready() {
  curl --silent --fail --max-time 5 "http://${OWN_ADDRESS[gateway]}/readyz"
}
