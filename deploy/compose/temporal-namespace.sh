#!/bin/sh
# The namespace, its retention and the search attributes of DIRECTORY (temporal-config), as temporal-config/apply does
# where there are bash and jq, which Temporal's image lacks. Can be repeated. Needs the `temporal` CLI and
# TEMPORAL_ADDRESS.
#
#   deploy/compose/temporal-namespace.sh DIRECTORY
set -eu

setting() { sed -n "s/^$1=//p" "$directory/namespace"; }

directory=$1
TEMPORAL_NAMESPACE=${TEMPORAL_NAMESPACE:-$(setting name)}
export TEMPORAL_NAMESPACE

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$(setting retention)"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$(setting retention)"
fi

# For some seconds after its creation, a namespace is unknown to parts of the server.
tries=0
until known=$(temporal operator search-attribute list 2>&1); do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "$known" >&2; exit 1; }
  sleep 1
done
grep -v -e '^#' -e '^$' "$directory/search-attributes" | while read -r name type; do
  echo "$known" | grep -q "^ *$name " || temporal operator search-attribute create --name "$name" --type "$type"
done
