# `infra/dev env`: every setting that the binaries read, as lines that a shell can source. The parts are started with
# the same values, so a second worker or api started from a shell that has sourced them behaves like the first.
# shellcheck shell=bash

# A setting of ours that isn't named in resolve_environment has its default in the binary. When it is set outside, it is
# passed on: these are all variables with our prefixes (KAFKA_PARTITIONS, OTEL_EXPORTER_OTLP_ENDPOINT, …).
readonly PASSED_THROUGH=(
  HOLDFAST_PREFIX RUST_LOG RUST_BACKTRACE PAYMENT_DEADLINE_SECONDS PUBLIC_GATEWAY_URL ADMIN_TOKEN_PREVIOUS
  ANONYMOUS_GUESTS "${!TOKEN_@}" "${!LOGIN_@}" "${!GUEST_@}" "${!SESSION_@}" "${!PROOF_OF_WORK@}" "${!RATE_LIMIT_@}" TRUSTED_PROXIES
  "${!API_@}" "${!WORKER_@}" "${!TEMPORAL_@}" "${!REDIS_@}" "${!DATABASE_@}" "${!KAFKA_@}" "${!GATEWAY_@}"
  "${!ORDERS_@}" "${!SIMULATOR_@}" "${!OTEL_@}"
)

# The settings that each binary reads, as a pattern of names. Its process gets no others, so the simulator can't use the
# sale's secrets, and the sale can't depend on the simulator's settings.
readonly READ_BY_ALL='RUST_LOG|RUST_BACKTRACE|OTEL_*'
readonly READ_BY_SALE='HOLDFAST_PREFIX|TEMPORAL_!(UI_URL)|REDIS_*|DATABASE_!(READ_CONNECTIONS)|KAFKA_*|GATEWAY_!(CALLBACK_SECRET*|DEFAULT_METHOD)|ORDER_ID_SECRET|PAYMENT_DEADLINE_SECONDS'
declare -rA READ_BY=(
  [gateway]="$READ_BY_ALL|SIMULATOR_*"
  [worker]="$READ_BY_ALL|$READ_BY_SALE|WORKER_*"
  # API_URL is for callers; no binary reads it.
  [api]="$READ_BY_ALL|$READ_BY_SALE|DATABASE_*|GATEWAY_*|ORDERS_*|API_!(URL)|METRICS_BIND|TEMPORAL_UI_URL|TRACES_URL|ADMIN_TOKEN?(_PREVIOUS)|ANONYMOUS_GUESTS|TOKEN_*|LOGIN_*|GUEST_*|SESSION_*|PROOF_OF_WORK*|RATE_LIMIT_*|TRUSTED_PROXIES|PUBLIC_URL|PUBLIC_GATEWAY_URL|FRONTEND_DIR"
)

command_env() {
  local -a names=()
  local name
  resolve_environment
  for name in "${names[@]}"; do
    printf '%s=%s\n' "$name" "$(quoted "${!name}")"
  done
}

# Fills the caller's `names` with the settings that have a value, and sets each of these variables. A value from outside
# wins, except for the address of our own parts: an old shell may carry outdated ports and passwords.
resolve_environment() {
  local name
  local -a wanted=()
  load_secrets

  is_outside redis || REDIS_URL=redis://${OWN_ADDRESS[redis]}
  is_outside mysql || DATABASE_URL=mysql://holdfast:$MYSQL_PASSWORD@${OWN_ADDRESS[mysql]}/holdfast
  is_outside kafka || KAFKA_BROKERS=${OWN_ADDRESS[kafka]}
  is_outside temporal || {
    TEMPORAL_ADDRESS=${OWN_ADDRESS[temporal]}
    TEMPORAL_UI_URL=http://${OWN_ADDRESS[temporal-ui]}
  }

  : "${API_BIND:=${OWN_ADDRESS[api]}}" "${METRICS_BIND:=$API_METRICS}"
  : "${WORKER_BIND:=${OWN_ADDRESS[worker]}}"
  API_URL=http://127.0.0.1:$(port_in "$API_BIND")
  PROMETHEUS_URL=http://${OWN_ADDRESS[prometheus]}
  [[ -n ${PUBLIC_URL:-} && $PUBLIC_URL != http://127.0.0.1:* ]] || PUBLIC_URL=$API_URL
  resolve_traces
  : "${GUEST_TOKENS:=true}" "${REDIS_TRACE_CHANGES:=true}"
  : "${TEMPORAL_UI_URL:=http://${TEMPORAL_ADDRESS%:*}:8233}"
  : "${TEMPORAL_NAMESPACE:=holdfast}"
  if is_prebuilt; then
    [[ ! -e $BINARIES/frontend/index.html ]] || : "${FRONTEND_DIR:=$BINARIES/frontend}"
  else
    : "${FRONTEND_DIR:=$REPO/frontend/dist}"
  fi

  wanted=(
    API_URL PROMETHEUS_URL API_BIND METRICS_BIND WORKER_BIND
    TEMPORAL_ADDRESS TEMPORAL_UI_URL TEMPORAL_NAMESPACE TRACES_URL
    REDIS_URL REDIS_TRACE_CHANGES DATABASE_URL KAFKA_BROKERS
    ADMIN_TOKEN ORDER_ID_SECRET
    PUBLIC_URL GUEST_TOKENS GUEST_SIGNING_KEY
    GATEWAY_URL GATEWAY_API_KEY GATEWAY_CALLBACK_SECRET GATEWAY_DEFAULT_METHOD PUBLIC_GATEWAY_URL
    FRONTEND_DIR
    "${PASSED_THROUGH[@]}"
  )
  wanted+=(OTEL_EXPORTER_OTLP_ENDPOINT)
  is_outside login || resolve_login
  is_outside gateway || {
    resolve_simulator
    wanted+=(
      SIMULATOR_BIND SIMULATOR_DATABASE_URL
      SIMULATOR_API_KEY SIMULATOR_OPERATOR_TOKEN SIMULATOR_CALLBACK_SECRET SIMULATOR_CALLBACK_URL
    )
  }

  names=()
  for name in "${wanted[@]}"; do
    [[ $name != SIMULATOR_* ]] || ! is_outside gateway || continue
    # A setting of infra/dev.
    [[ $name != TEMPORAL_SERVER ]] || continue
    [[ -z ${!name:-} || " ${names[*]} " == *" $name "* ]] || names+=("$name")
  done
}

# The binaries export to our own trace store while it runs, unless another one is given.
resolve_traces() {
  local own
  own=http://127.0.0.1:$(port_of traces 1)
  [[ -z ${OTEL_EXPORTER_OTLP_ENDPOINT:-} || $OTEL_EXPORTER_OTLP_ENDPOINT == "$own" ]] || return 0
  if is_running traces; then
    OTEL_EXPORTER_OTLP_ENDPOINT=$own
    TRACES_URL=http://${OWN_ADDRESS[traces]}/api/traces/
  else
    unset OTEL_EXPORTER_OTLP_ENDPOINT
    [[ ${TRACES_URL:-} != "http://${OWN_ADDRESS[traces]}/"* ]] || unset TRACES_URL
  fi
}

# Our own provider of logins, and the sale's settings that follow from it; none of them where it can't run.
resolve_login() {
  if ! can_run_login; then
    unset TOKEN_ISSUER TOKEN_JWKS_URL TOKEN_AUDIENCE LOGIN_CLIENT_ID LOGIN_CLIENT_SECRET
    return
  fi
  TOKEN_ISSUER=http://${OWN_ADDRESS[login]} TOKEN_JWKS_URL=http://${OWN_ADDRESS[login]}/jwks
  TOKEN_AUDIENCE=holdfast TOKEN_ALGORITHMS=EdDSA TOKEN_TYPE=at+jwt
  LOGIN_CLIENT_ID=holdfast
  : "${LOGIN_SCOPES:=openid profile hold order order:refund event:write boxoffice scan room audit}"
  wanted+=(TOKEN_ISSUER TOKEN_AUDIENCE TOKEN_JWKS_URL TOKEN_ALGORITHMS TOKEN_TYPE)
  wanted+=(LOGIN_CLIENT_ID LOGIN_CLIENT_SECRET LOGIN_SCOPES)
}

# Our own gateway, and the sale's settings that follow from it.
resolve_simulator() {
  GATEWAY_URL=http://${OWN_ADDRESS[gateway]}
  : "${GATEWAY_DEFAULT_METHOD:=sim_approve}"
  # An empty value from outside is kept: the api then passes no requests to the gateway.
  : "${PUBLIC_GATEWAY_URL=$GATEWAY_URL}"

  : "${SIMULATOR_BIND:=${OWN_ADDRESS[gateway]}}"
  : "${SIMULATOR_CALLBACK_URL:=$API_URL/api/payments/callbacks}"
  # Both sides must agree on these.
  SIMULATOR_API_KEY=$GATEWAY_API_KEY
  SIMULATOR_CALLBACK_SECRET=$GATEWAY_CALLBACK_SECRET
  SIMULATOR_OPERATOR_TOKEN=$ADMIN_TOKEN
  if ! is_outside mysql && is_own_address "${SIMULATOR_DATABASE_URL:-}" mysql; then
    SIMULATOR_DATABASE_URL=mysql://holdfast_simulator:$SIMULATOR_MYSQL_PASSWORD@${OWN_ADDRESS[mysql]}/holdfast_payments
  fi
}

# resolve_settings_of PART: as resolve_environment, with only the settings that PART reads in `names`.
resolve_settings_of() {
  local part=$1 name
  local -a read=()
  resolve_environment
  for name in "${names[@]}"; do
    [[ $name != @(${READ_BY[$part]}) ]] || read+=("$name")
  done
  names=("${read[@]}")
}

# Bare where every shell agrees on the meaning, otherwise in single quotes.
quoted() {
  if [[ $1 =~ ^[A-Za-z0-9_./:@%+,=-]*$ ]]; then
    printf '%s' "$1"
  else
    printf "'%s'" "${1//\'/\'\\\'\'}"
  fi
}
