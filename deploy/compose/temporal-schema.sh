#!/bin/sh
# Temporal's schema in MySQL: made or brought up to date. Can be repeated: a schema that is newer than 0.0 stays.
# temporal-sql-tool reads SQL_PASSWORD.
set -eu

for schema in temporal visibility; do
  database=$schema
  [ "$schema" = temporal ] || database=temporal_visibility
  sql() { temporal-sql-tool --plugin mysql8 --endpoint "$MYSQL_HOST" --port 3306 --user temporal --database "$database" "$@"; }
  sql setup-schema --version 0.0
  sql update-schema --schema-dir "/etc/temporal/schema/mysql/v8/$schema/versioned"
done
