# `infra/dev env`: all that the binaries read, as lines that a shell can source. The same lines start our own worker and
# api, so that a second one started by hand from `env` is their equal.
# shellcheck shell=bash

# Handed on when set outside, and left to the binaries' own defaults when not: the settings of ours that aren't named
# below are known by how they begin (PAYMENT_DELAY_MS, KAFKA_PARTITIONS, OTEL_EXPORTER_OTLP_ENDPOINT, …).
readonly PASSED_THROUGH=(
  HOLDFAST_PREFIX RUST_LOG RUST_BACKTRACE
  "${!API_@}" "${!WORKER_@}" "${!TEMPORAL_@}" "${!REDIS_@}" "${!DATABASE_@}" "${!KAFKA_@}" "${!PAYMENT_@}" "${!OTEL_@}"
)

command_env() {
  print_environment
}

print_environment() {
  local -a names=()
  local name
  resolve_environment
  for name in "${names[@]}"; do
    printf '%s=%s\n' "$name" "$(quoted "${!name}")"
  done
}

# Fills the caller's `names`, and sets each variable in it. What is set outside wins, but for the address of a part that
# is our own: a password or a port remembered by an old shell must not lead elsewhere.
resolve_environment() {
  local name
  load_secrets

  is_outside redis || REDIS_URL=redis://${OWN_ADDRESS[redis]}
  is_outside mysql || DATABASE_URL=mysql://holdfast:$MYSQL_PASSWORD@${OWN_ADDRESS[mysql]}/holdfast
  is_outside kafka || KAFKA_BROKERS=${OWN_ADDRESS[kafka]}
  is_outside temporal || {
    TEMPORAL_ADDRESS=${OWN_ADDRESS[temporal]}
    TEMPORAL_UI_URL=http://127.0.0.1:$(port_of temporal 1)
  }

  : "${API_BIND:=${OWN_ADDRESS[api]}}"
  : "${WORKER_BIND:=${OWN_ADDRESS[worker]}}"
  API_URL=http://127.0.0.1:${API_BIND##*:}
  : "${TEMPORAL_UI_URL:=http://${TEMPORAL_ADDRESS%:*}:8233}"
  : "${TEMPORAL_NAMESPACE:=holdfast}"
  : "${TEMPORAL_TASK_QUEUE:=orders}"
  : "${PAYMENT_URL:=$API_URL/api}"
  : "${PAYMENT_CALLBACK_URL:=$API_URL/api/payments/callbacks}"
  : "${PAYMENT_DEADLINE_SECONDS:=60}"
  : "${FRONTEND_DIR:=$REPO/frontend/dist}"

  names=(
    API_URL API_BIND WORKER_BIND
    TEMPORAL_ADDRESS TEMPORAL_UI_URL TEMPORAL_NAMESPACE TEMPORAL_TASK_QUEUE
    REDIS_URL DATABASE_URL KAFKA_BROKERS
    ADMIN_TOKEN ORDER_ID_SECRET
    PAYMENT_URL PAYMENT_CALLBACK_URL PAYMENT_API_KEY PAYMENT_CALLBACK_SECRET PAYMENT_DEADLINE_SECONDS
    FRONTEND_DIR
  )
  for name in "${PASSED_THROUGH[@]}"; do
    [[ -z ${!name:-} || " ${names[*]} " == *" $name "* ]] || names+=("$name")
  done
}

# Bare where every reader agrees on the meaning, in single quotes otherwise: any shell understands it, not bash alone.
quoted() {
  if [[ $1 =~ ^[A-Za-z0-9_./:@%+,=-]*$ ]]; then
    printf '%s' "$1"
  else
    printf "'%s'" "${1//\'/\'\\\'\'}"
  fi
}
