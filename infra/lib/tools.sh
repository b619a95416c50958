# Installs the software that is missing: packages by apt, Kafka's jars by Maven, and by pip the Temporal server, the
# supervisor, CI's checks of dependencies and the generator of requests for a test; the rest by Go (go.sh). A machine that
# has all of it needs neither root nor a network.
# shellcheck shell=bash

# Too long to build for each change.
readonly KUBE_SCORE_VERSION=1.20.0

# The programs that a part or a task needs, as "program=Debian package".
declare -rA PROGRAMS=(
  [base]='curl=curl jq=jq python3=python3 flock=util-linux'
  [build]='gcc=gcc g++=g++ make=make cmake=cmake pkg-config=pkg-config'
  [redis]='redis-server=redis-server redis-cli=redis-tools'
  [mysql]='mariadbd=mariadb-server-core mariadb-install-db=mariadb-server-core mariadb=mariadb-client-core'
  [kafka]='java=openjdk-17-jre-headless kcat=kcat'
  [ci]='shellcheck=shellcheck'
  [frontend]='chromium=chromium nginx=nginx' [nginx]='nginx=nginx'
  [prometheus]='prometheus=prometheus promtool=prometheus'
  [machine]='prometheus-node-exporter=prometheus-node-exporter'
  [alertmanager]='prometheus-alertmanager=prometheus-alertmanager amtool=prometheus-alertmanager'
  [deploy]='shellcheck=shellcheck promtool=prometheus amtool=prometheus-alertmanager'
  [postgres]='/usr/lib/postgresql/15/bin/postgres=postgresql-15 setpriv=util-linux'
  [nightly]='buildah=buildah mmdebstrap=mmdebstrap' [zones]='haproxy=haproxy nginx=nginx' [dump]='mariadb-dump=mariadb-client'
  [temporal]='' [temporal-ui]='' [login]='' [gateway]='' [worker]='' [api]='' [traces]='' [k6]='' [test]=''
)

# ensure_programs NAME…: installs everything that is missing in one apt run.
ensure_programs() {
  local name pair
  local -a packages=()
  # Debian installs servers into directories that aren't in an ordinary user's PATH.
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
  for name in "$@"; do
    for pair in ${PROGRAMS[$name]}; do
      command -v "${pair%%=*}" >/dev/null || packages+=("${pair#*=}")
    done
  done
  # Maven and pip are needed only to download.
  for name in "$@"; do
    [[ $name != kafka || -d $(kafka_jars) ]] || command -v mvn >/dev/null || packages+=(maven)
  done
  [[ -d $(python_packages) && (" $* " != *' ci '* || -d $(ci_tools)) && (" $* " != *' test '* || -d $(test_tools)) &&
    (" $* " != *' deploy '* || -d $(deploy_tools)) ]] ||
    python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)
  ((${#packages[@]} == 0)) || apt_install "${packages[@]}"
}

apt_install() {
  local -a as_root=()
  step "Installing packages: $*"
  command -v apt-get >/dev/null || die "missing: $*; this machine has no apt-get, so install them by other means"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "missing: $*; run as root: apt-get install $*"
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq >&2 || warn "apt-get update failed; using the package lists as they are"
  without_services "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >&2 ||
    die "apt-get can't install: $*"
}

# Debian starts a server when it is installed, unless policy-rc.d forbids it. Ours run under our own supervisor.
without_services() {
  local policy=/usr/sbin/policy-rc.d result=0
  local -a as_root=()
  ((EUID == 0)) || as_root=(sudo)
  if [[ -e $policy ]]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  "$@" || result=$?
  "${as_root[@]}" rm -f "$policy"
  return "$result"
}

# The name of a directory contains a hash of its list of contents, so clones with different versions don't collide.
kafka_jars() {
  printf '%s/kafka-%s' "$TOOLS" "$(version_of "$INFRA/kafka/pom.xml")"
}

python_packages() {
  printf '%s/python-%s' "$TOOLS" "$(version_of "$INFRA/requirements.txt")"
}

ci_tools() {
  local hash
  hash=$(cat "$INFRA/ci-requirements.txt" "$INFRA/ci-go-requirements.txt" | cksum)
  printf '%s/ci-%s' "$TOOLS" "${hash%% *}"
}

test_tools() {
  printf '%s/test-%s' "$TOOLS" "$(version_of "$INFRA/test-requirements.txt")"
}

deploy_tools() {
  local hash
  hash=$(cat "$INFRA/deploy-requirements.txt" "$INFRA/deploy-go-requirements.txt" | cksum)
  printf '%s/deploy-%s' "$TOOLS" "${hash%% *}"
}

jaeger_directory() {
  printf '%s/jaeger-%s' "$TOOLS" "$(version_of "$INFRA/jaeger/go.mod")"
}

nightly_tools() {
  printf '%s/kube-score-%s' "$TOOLS" "$KUBE_SCORE_VERSION"
}

temporal_cli() {
  # The binary itself: the launcher that pip may put into PATH takes half a second for each call.
  printf '%s/bin/temporal' "$(python_packages)"
}

version_of() {
  local hash
  hash=$(cksum <"$1")
  printf '%s' "${hash%% *}"
}

ensure_kafka_jars() {
  install_directory "$(kafka_jars)" "Kafka, by Maven" download_kafka
}

download_kafka() {
  mvn --quiet --batch-mode --no-transfer-progress --file "$INFRA/kafka/pom.xml" \
    dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$1" >&2
}

ensure_python_packages() {
  install_directory "$(python_packages)" "Temporal and the supervisor, by pip" download_python_packages
}

download_python_packages() {
  pip_install "$1" "$INFRA/requirements.txt"
}

ensure_ci_tools() {
  install_directory "$(ci_tools)" "CI's checks of dependencies and secrets, by pip and Go" download_ci_tools
}

download_ci_tools() {
  pip_install "$1" "$INFRA/ci-requirements.txt" || return
  go_install_all "$1/bin" "$INFRA/ci-go-requirements.txt"
}

ensure_test_tools() {
  install_directory "$(test_tools)" "Schemathesis, by pip" download_test_tools
}

download_test_tools() {
  pip_install "$1" "$INFRA/test-requirements.txt"
}

ensure_deploy_tools() {
  install_directory "$(deploy_tools)" "the checks of deploy/, by pip, Go and apt" download_deploy_tools
}

download_deploy_tools() {
  local name
  pip_install "$1/python" "$INFRA/deploy-requirements.txt" || return
  mkdir -p "$1/bin"
  mv "$1/python/bin/hadolint" "$1/bin/" || return
  # The scripts that pip makes find their packages only in the system's Python.
  for name in check-jsonschema kubernetes-validate; do
    printf '#!/bin/sh\nPYTHONPATH=%q exec python3 %q "$@"\n' "$(deploy_tools)/python" "$(deploy_tools)/python/bin/$name" \
      >"$1/bin/$name"
    chmod +x "$1/bin/$name"
  done
  go_install_all "$1/bin" "$INFRA/deploy-go-requirements.txt" || return
  download_newest_debian_binaries "$1" docker-compose kubectl
}

download_nightly_tools() {
  go_install "$1" "github.com/zegl/kube-score/cmd/kube-score@v$KUBE_SCORE_VERSION"
}

download_jaeger() {
  go_tool "$1" "$INFRA/jaeger" github.com/jaegertracing/jaeger/cmd/all-in-one
}

# download_newest_debian_binaries TARGET PACKAGE…: programs that are linked statically, of Debian's unstable release.
download_newest_debian_binaries() {
  local target=$1 apt=$1/apt package file
  shift
  unpack_newest_debian "$apt" "$@" || return
  for package in "$@"; do
    file=$(find "$apt/files" -type f -name "$package" -perm -u+x | head -n 1)
    [[ -n $file ]] || { say "$package has no program of this name"; return 1; }
    mv "$file" "$target/bin/"
  done
  rm -rf "$apt"
}

# unpack_newest_debian [--with-libraries] APT PACKAGE…: packages of Debian's unstable release, into APT/files. They are
# unpacked and not installed, so that the rest of the system stays as it is.
unpack_newest_debian() {
  local apt site package libraries=''
  local -a options packages
  [[ $1 != --with-libraries ]] || { libraries=yes && shift; }
  apt=$1
  shift
  # shellcheck disable=SC2016 # a variable of apt
  site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep '/debian/*$' | head -n 1) ||
    { say "apt knows no mirror of Debian"; return 1; }
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/files"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s unstable main\n' "$site" >"$apt/sources.list"
  options=(-o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/nonexistent -o "Dir::State::Lists=$apt/lists"
    -o "Dir::Cache=$apt/cache" -o Dir::State::Status=/dev/null -o "APT::Sandbox::User=$(id -un)")
  apt-get "${options[@]}" update -qq >&2 || return
  packages=("$@")
  # Perl is only for scripts.
  [[ -z $libraries ]] || mapfile -t packages < <(apt-get "${options[@]}" --simulate --no-install-recommends install "$@" |
    awk '$1 == "Inst" && $2 !~ /perl/ {print $2}')
  (cd "$apt" && apt-get "${options[@]}" download -qq "${packages[@]}" >&2) || return
  for package in "$apt"/*.deb; do dpkg-deb --extract "$package" "$apt/files" || return; done
}

# The directory of a real MySQL, whose programs need the libraries in it (infra/zones/parts.sh).
mysql_server() {
  printf '%s/mysql-unstable' "$TOOLS"
}

download_mysql_server() {
  unpack_newest_debian --with-libraries "$1/apt" mysql-server-core mysql-client-core || return
  mv "$1/apt/files/usr" "$1/"
  rm -rf "$1/apt"
}

pip_install() {
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --target "$1" --requirement "$2" >&2
}

# install_directory TARGET WHAT DOWNLOAD: fills a directory beside TARGET and renames it, so TARGET is never incomplete.
install_directory() {
  local target=$1 what=$2 download=$3
  [[ -d $target ]] || with_lock "$TOOLS/install.lock" install_directory_locked "$target" "$what" "$download"
}

install_directory_locked() {
  local target=$1 what=$2 download=$3 partial=$1.partial
  [[ ! -d $target ]] || return 0
  step "Downloading $what"
  rm -rf "$partial"
  mkdir -p "$partial"
  "$download" "$partial" || die "the download of $what failed; the lines above say why (is there a network?)"
  mv "$partial" "$target"
}

# command_tools [deploy|nightly]: prints the directory of CI's checks, which .ci/run adds to its PATH; or that of the
# checks of deploy/.
command_tools() {
  case ${1:-} in
    '') ;;
    deploy)
      ensure_tools deploy
      printf '%s/bin\n' "$(deploy_tools)"
      return
      ;;
    nightly)
      ensure_tools deploy nightly
      printf '%s\n' "$(nightly_tools)"
      return
      ;;
    *) die_usage "tools takes no argument but deploy or nightly" ;;
  esac
  ensure_tools_of_own "${PARTS[@]}" build ci k6
  require_rust
  require_node
  printf '%s/bin\n' "$(ci_tools)"
}

# ensure_tools NAME…: installs what these parts and tasks need, one after the other, before parts start in parallel.
ensure_tools() {
  local name
  ensure_programs base "$@"
  ensure_python_packages
  for name in "$@"; do
    case $name in
      kafka) ensure_kafka_jars ;;
      temporal | temporal-ui) ensure_temporal_server ;;
      ci) ensure_ci_tools ;;
      k6) ensure_k6 ;;
      test)
        ensure_test_tools
        require_node
        ensure_login_packages
        ;;
      login)
        require_node
        ensure_login_packages
        ;;
      traces) install_directory "$(jaeger_directory)" "Jaeger, by Go (some minutes)" download_jaeger ;;
      deploy) ensure_deploy_tools ;;
      nightly) install_directory "$(nightly_tools)" "kube-score, by Go (a minute)" download_nightly_tools ;;
      zones) install_directory "$(mysql_server)" "MySQL, of Debian unstable" download_mysql_server ;;
    esac
  done
}

# Rust and Node.js are not installed: there are several installers, and users have their preference.
require_rust() {
  PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
  command -v cargo >/dev/null || die "Rust is missing; install it (the toolchain itself follows rust-toolchain.toml):
       curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal"
}

require_node() {
  local version=0
  [[ -f $REPO/frontend/package.json ]] || return 0
  ! command -v node >/dev/null || version=$(node --version)
  version=${version#v}
  ((${version%%.*} >= 20)) || die "Node.js 20 or later is missing (found: ${version/#0/none}); install it:
       curl -fsSL https://deb.nodesource.com/setup_22.x | sudo bash - && sudo apt-get install -y nodejs"
}
