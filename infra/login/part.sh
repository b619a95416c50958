# The OpenID provider: where browsers log in, and the issuer of tokens. It keeps logins in memory, so a restart ends
# them; its keys are kept. Sales continue without it.
# shellcheck shell=bash

login_prepare() {
  local VERSION
  local -a names=()
  resolve_environment
  VERSION=$(cat "$INFRA/login/server.mjs" "$INFRA/login/package-lock.json" | cksum)
  # From the front end's development server, browsers come back to that.
  write_launch login "VERSION=${VERSION%% *}" LOGIN_PROVIDER_ISSUER="$TOKEN_ISSUER" \
    LOGIN_PROVIDER_KEYS="$DATA/login/keys.json" LOGIN_PROVIDER_SITES="$PUBLIC_URL,http://localhost:5173" \
    LOGIN_CLIENT_ID="$LOGIN_CLIENT_ID" LOGIN_CLIENT_SECRET="$LOGIN_CLIENT_SECRET" TOKEN_AUDIENCE="$TOKEN_AUDIENCE" \
    -- node "$INFRA/login/server.mjs"
}

login_ready() {
  curl --silent --fail --max-time 5 "http://${OWN_ADDRESS[login]}/.well-known/openid-configuration"
}

# Binaries that are built already may run on a machine without Node.js. The stack then has no provider of its own.
can_run_login() {
  command -v node >/dev/null
}

ensure_login_packages() {
  (
    cd "$INFRA/login" || exit
    with_lock "$TOOLS/install.lock" install_node_packages
  )
}
