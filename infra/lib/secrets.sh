# The secrets of this stack: drawn once, kept in HOLDFAST_HOME/secrets.env, readable by their owner alone. They survive
# `down` and `up`: order ids are derived from ORDER_ID_SECRET, and MySQL knows its passwords.
# shellcheck shell=bash

readonly SECRETS=(
  ADMIN_TOKEN ORDER_ID_SECRET GATEWAY_API_KEY GATEWAY_CALLBACK_SECRET MYSQL_PASSWORD SIMULATOR_MYSQL_PASSWORD
  GUEST_SIGNING_KEY LOGIN_CLIENT_SECRET POSTGRES_PASSWORD
)

# Sets each secret that the environment doesn't set. The passwords of our own MySQL and PostgreSQL always come from the
# file; the secrets of a gateway or a provider from outside never do, because these don't know them.
load_secrets() {
  local file=$HOLDFAST_HOME/secrets.env name value
  unset MYSQL_PASSWORD SIMULATOR_MYSQL_PASSWORD POSTGRES_PASSWORD
  if ! has_every_secret "$file"; then
    with_lock "$RUN/secrets.lock" draw_missing_secrets "$file"
  fi
  while IFS='=' read -r name value; do
    # The file may hold secrets of an older version.
    [[ " ${SECRETS[*]} " == *" $name "* && -z ${!name:-} ]] || continue
    [[ $name != GATEWAY_* ]] || ! is_outside gateway || continue
    [[ $name != LOGIN_* ]] || ! is_outside login || continue
    printf -v "$name" '%s' "$value"
  done <"$file"
}

has_every_secret() {
  local name known
  [[ -r $1 ]] || return 1
  known=$'\n'$(<"$1")
  for name in "${SECRETS[@]}"; do
    [[ $known == *$'\n'"$name="* ]] || return 1
  done
}

# A secret that a later version needs is added to those that exist.
draw_missing_secrets() {
  local file=$1 name
  (
    umask 077
    touch "$file"
    for name in "${SECRETS[@]}"; do
      grep -q "^$name=" "$file" || printf '%s=%s\n' "$name" "$(random_hex)" >>"$file"
    done
  )
}

random_hex() {
  od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'
}
