# `infra/dev sqlx`: rewrites .sqlx, against which every build checks its queries without a database. Needed after a
# change to a query or a migration. Does what `cargo sqlx prepare` does, without a tool that takes minutes to build.
# shellcheck shell=bash

# "package directory": each has its migrations in <directory>/migrations, and is checked against a database of its own.
readonly SQLX_PACKAGES=('holdfast-stores crates/stores' 'holdfast-payment-simulator payment-simulator')

command_sqlx() {
  local package directory
  require_rust
  ! is_outside mysql || die "sqlx works on this stack's own MySQL; unset DATABASE_URL"
  is_running mysql || command_start mysql
  load_secrets
  trap drop_sqlx_databases EXIT

  # One directory for all packages: a file is named after the hash of its query.
  rm -rf "$RUN/sqlx"
  mkdir -p "$RUN/sqlx"
  for package in "${SQLX_PACKAGES[@]}"; do
    read -r package directory <<<"$package"
    step "Checking the queries of $package against a scratch database"
    migrate_sqlx_database "$package" "$directory"
    check_queries "$package" "$directory" "$RUN/sqlx"
  done
  replace_query_data "$RUN/sqlx"
}

sqlx_database() {
  printf '%s_sqlx' "${1//-/_}"
}

migrate_sqlx_database() {
  local database directory=$2 file
  database=$(sqlx_database "$1")
  drop_sqlx_databases
  mysql_client --execute "CREATE DATABASE $database"
  for file in "$REPO/$directory"/migrations/*.sql; do
    [[ -e $file ]] || die "there are no migrations in $directory/migrations"
    mysql_client "$database" <"$file" || die "this migration fails: ${file#"$REPO/"}"
  done
}

drop_sqlx_databases() {
  local package
  for package in "${SQLX_PACKAGES[@]}"; do
    mysql_client --execute "DROP DATABASE IF EXISTS $(sqlx_database "${package% *}")"
  done
}

# With SQLX_OFFLINE_DIR set, the query macros save what the database tells them. They run only when their crate is
# compiled, so the crate's roots are touched.
check_queries() {
  local package=$1 directory=$2 target=$3
  (
    cd "$REPO" || exit
    touch --no-create "$directory"/src/{lib,main}.rs
    SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$target \
      DATABASE_URL=mysql://holdfast:$MYSQL_PASSWORD@${OWN_ADDRESS[mysql]}/$(sqlx_database "$package") \
      cargo check --locked -p "$package" --all-targets
  )
}

# Replaces the old set by a complete new one, so that data of deleted queries goes too.
replace_query_data() {
  local new=$1
  local -a files=("$new"/query-*.json)
  [[ -e ${files[0]} ]] || die "no query was checked: are there query! macros in ${SQLX_PACKAGES[*]% *}?"
  mkdir -p "$REPO/.sqlx"
  rm -f "$REPO"/.sqlx/query-*.json
  mv "${files[@]}" "$REPO/.sqlx/"
  rm -rf "$new"
  say "    .sqlx      ${#files[@]} queries"
}
