#!/bin/bash
# The databases and users, at the first start of an empty volume. MySQL's entry point sources this file.
# docker_process_sql is one of its functions.

secrets=${SECRETS:-/run/secrets}
for name in holdfast temporal simulator; do
  [ -e "$secrets/mysql_$name" ] || continue
  case $name in
    holdfast) user=holdfast databases=holdfast ;;
    temporal) user=temporal databases='temporal temporal_visibility' ;;
    # A user of its own, who can't reach the sale's tables: the simulator stands for a foreign service.
    simulator) user=holdfast_simulator databases=holdfast_payments ;;
  esac
  {
    printf "CREATE USER '%s'@'%%' IDENTIFIED BY '%s';\n" "$user" "$(cat "$secrets/mysql_$name")"
    for database in $databases; do
      printf 'CREATE DATABASE %s;\n' "$database"
      # Unescaped, `_` would match any character.
      printf "GRANT ALL ON \`%s\`.* TO '%s'@'%%';\n" "${database//_/\\_}" "$user"
    done
  } | docker_process_sql
done
