# The secrets of this stack: drawn once, kept in HOLDFAST_HOME/secrets.env, readable by their owner alone. They have to
# survive down and up, since order ids are derived from ORDER_ID_SECRET and MySQL knows its password.
# shellcheck shell=bash

readonly SECRETS=(ADMIN_TOKEN ORDER_ID_SECRET PAYMENT_API_KEY PAYMENT_CALLBACK_SECRET MYSQL_PASSWORD)

# Sets each secret that the environment hasn't set. MYSQL_PASSWORD is always our own.
load_secrets() {
  local file=$HOLDFAST_HOME/secrets.env name value
  unset MYSQL_PASSWORD
  if ! has_every_secret "$file"; then
    with_lock "$RUN/secrets.lock" draw_missing_secrets "$file"
  fi
  while IFS='=' read -r name value; do
    [[ -n ${!name:-} ]] || printf -v "$name" '%s' "$value"
  done <"$file"
}

has_every_secret() {
  local name known
  [[ -r $1 ]] || return 1
  known=$(<"$1")
  for name in "${SECRETS[@]}"; do
    [[ $known == *"$name="* ]] || return 1
  done
}

# A secret that a later version asks for joins those that are there.
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
