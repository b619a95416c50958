# `infra/dev load`: load on the running stack, by our own load test or by k6, and the page that shows how it went.
# shellcheck shell=bash

# Kept in $HOLDFAST_TOOLS.
readonly K6_VERSION=1.8.1

command_load() {
  require_running_api
  # Each buyer has a socket.
  raise_open_files
  case ${1:-rush} in
    k6)
      shift
      load_by_k6 "$@"
      ;;
    *) load_by_loadtest "$@" ;;
  esac
}

require_running_api() {
  api_ready >/dev/null 2>&1 || die "the api doesn't respond at ${OWN_ADDRESS[api]}; run infra/dev up"
}

# load_by_loadtest [SCENARIO [ARGS…]]. Its exit code is that of the load test (docs/benchmarks.md).
load_by_loadtest() {
  local argument scenario='' page result=0
  local -a judged=()
  is_prebuilt || { require_rust && build_loadtest; }
  (($# > 0)) || set -- rush
  # The other scenarios have no course of time to draw. Options may come before the scenario.
  for argument in "$@"; do
    [[ $argument != @(rush|traffic) ]] || scenario=$argument
  done
  page=$(page_path "$scenario")
  if [[ -n $scenario && " $* " != *' --help '* ]]; then
    judged=(--page "$page")
    # The exit code is that of the verdict on the page.
    [[ " $* " == *' --check '* ]] || judged+=(--check)
  fi
  with_environment "$BINARIES/holdfast-loadtest" "$@" --parts "$RUN" "${judged[@]}" || result=$?
  say_page "$page"
  return "$result"
}

# The features are those of the build of all binaries, so no dependency is compiled again (crates/build-features).
build_loadtest() {
  (
    cd "$REPO" || exit
    cargo build --profile "$HOLDFAST_PROFILE" --locked --quiet -p holdfast-loadtest
  )
}

# load_by_k6 NAME [ARGS…]: ARGS go to `k6 run`. k6 exits with 99 when a threshold was missed.
load_by_k6() {
  local name=${1:-} page result=0
  [[ -n $name && -e $REPO/loadtest/k6/$name.js && $name != sale ]] ||
    die_usage "load k6 needs the NAME of a script: $(k6_scripts)"
  shift
  ensure_k6
  page=$(page_path "k6-$name")
  with_environment run_k6 "$page" "$name" "$@" || result=$?
  say_page "$page"
  return "$result"
}

# k6's own page of charts needs no network, unlike its count of users and its lookup of extensions.
run_k6() {
  local page=$1 name=$2
  shift 2
  K6_WEB_DASHBOARD=true K6_WEB_DASHBOARD_PORT=-1 K6_WEB_DASHBOARD_PERIOD=1s K6_WEB_DASHBOARD_EXPORT=$page \
    K6_NO_USAGE_REPORT=true K6_AUTO_EXTENSION_RESOLUTION=false \
    "$(k6_directory)/k6" run --quiet "$@" "loadtest/k6/$name.js"
}

k6_scripts() {
  local file
  local -a names=()
  for file in "$REPO"/loadtest/k6/*.js; do
    file=${file##*/}
    [[ $file == sale.js ]] || names+=("${file%.js}")
  done
  printf '%s' "${names[*]}"
}

# A test: the scripts work, on the routes as they are.
test_k6() {
  step "Load: k6's smoke script"
  load_by_k6 smoke
}

page_path() {
  mkdir -p "$HOLDFAST_HOME/load"
  printf '%s/load/%s-%s.html' "$HOLDFAST_HOME" "$1" "$(date --utc +%Y%m%dT%H%M%SZ)"
}

# The last line of stdout, for scripts.
say_page() {
  [[ -e $1 ]] || return 0
  say "    the page of this run, with charts:"
  printf '%s\n' "$1"
}

k6_directory() {
  printf '%s/k6-%s' "$TOOLS" "$K6_VERSION"
}

ensure_k6() {
  install_directory "$(k6_directory)" "k6, by Go (some minutes)" download_k6
}

download_k6() {
  go_install "$1" "go.k6.io/k6@v$K6_VERSION"
}
