# The pages of docs/runbook, as infra/runbook-test executes them and infra/prometheus/check reads them.
# shellcheck shell=bash

readonly RUNBOOK=$REPO/docs/runbook

# The names of all alerts, each once.
alert_names() {
  sed -n 's/^ *- alert: //p' "$INFRA"/prometheus/rules/*.yml | sort --unique
}

# blocks_of PAGE DIRECTORY [setup]: writes the page's blocks as N.sh, and what they print as N.prints. With `setup`, the
# block that the operator's shell runs once.
blocks_of() {
  mkdir -p "$2"
  awk -v directory="$2" -v opening="^\`\`\`sh runbook${3:+ $3}\$" '
    /^```$/ { file = ""; next }
    $0 ~ opening { block = sprintf("%s/%02d", directory, ++blocks); file = block ".sh"; next }
    /^```text prints$/ { file = block ? block ".prints" : ""; next }
    /^```/ { file = ""; next }
    file != "" { print > file }
  ' "$RUNBOOK/$1.md"
}
