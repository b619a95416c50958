# `infra/dev sqlx`: writes .sqlx again, by which every build checks its queries without a database. Needed after a change
# to a query or to a migration. It is what `cargo sqlx prepare` does, without a tool that takes minutes to build.
# shellcheck shell=bash

readonly SQLX_DATABASE=holdfast_sqlx

command_sqlx() {
  require_rust
  ! is_outside mysql || die "sqlx works on this stack's own MySQL; unset DATABASE_URL"
  is_running mysql || command_start mysql
  load_secrets
  trap drop_sqlx_database EXIT

  step "Migrating a scratch database"
  migrate_sqlx_database
  step "Checking each query against it"
  check_queries "$RUN/sqlx"
  replace_query_data "$RUN/sqlx"
}

migrate_sqlx_database() {
  local file
  drop_sqlx_database
  mysql_client --execute "CREATE DATABASE $SQLX_DATABASE"
  for file in "$REPO"/activities/migrations/*.sql; do
    [[ -e $file ]] || die "there are no migrations in activities/migrations"
    mysql_client "$SQLX_DATABASE" <"$file" || die "this migration fails: ${file#"$REPO/"}"
  done
}

drop_sqlx_database() {
  mysql_client --execute "DROP DATABASE IF EXISTS $SQLX_DATABASE"
}

# The macros ask the database and save what they learn when SQLX_OFFLINE_DIR is set. They run only when the crate is
# compiled, hence the touch.
check_queries() {
  rm -rf "$1"
  mkdir -p "$1"
  touch "$REPO/activities/src/lib.rs"
  (
    cd "$REPO" || exit
    SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$1 \
      DATABASE_URL=mysql://holdfast:$MYSQL_PASSWORD@${OWN_ADDRESS[mysql]}/$SQLX_DATABASE \
      cargo check --locked -p holdfast-activities --all-targets
  )
}

# Only a complete set takes the place of the old one; data of queries that are gone goes with it.
replace_query_data() {
  local new=$1
  local -a files=("$new"/query-*.json)
  [[ -e ${files[0]} ]] || die "no query was checked: is there a query! in holdfast-activities?"
  mkdir -p "$REPO/.sqlx"
  rm -f "$REPO"/.sqlx/query-*.json
  mv "${files[@]}" "$REPO/.sqlx/"
  rm -rf "$new"
  say "    .sqlx      ${#files[@]} queries"
}
