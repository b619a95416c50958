# MySQL, here MariaDB: the durable record of events, orders and tickets; and, apart from it, the simulator's ledger.
# shellcheck shell=bash

mysql_prepare() {
  local MYSQL_PORT MYSQL_DATA=$DATA/mysql
  local -a as_user=()
  MYSQL_PORT=$(port_of mysql)
  # The server refuses to run as root unless told to.
  ((EUID != 0)) || as_user=(--user=root)
  load_secrets
  mkdir -p "$SOCKETS"
  # The server runs it at each start, before it listens, so the passwords are always those of secrets.env.
  render "$INFRA/mysql/init.sql" "$RUN/mysql.sql" MYSQL_PASSWORD SIMULATOR_MYSQL_PASSWORD
  render "$INFRA/mysql/my.cnf" "$RUN/mysql.conf" MYSQL_PORT MYSQL_DATA SOCKETS RUN
  [[ -d $MYSQL_DATA ]] || create_mysql_data "$MYSQL_DATA" "${as_user[@]}"
  # Without mysqld_safe, which would restart the server after a kill.
  write_launch mysql -- mariadbd --defaults-file="$RUN/mysql.conf" "${as_user[@]}"
}

# Created beside the target and renamed: the server can't start on an incomplete data directory. By a relative path,
# because mariadb-install-db fails on an absolute path with a space.
create_mysql_data() {
  local target=$1
  shift
  rm -rf "$target.partial"
  mkdir -p "$target.partial"
  (
    cd "$target.partial/.." || exit
    TMPDIR=$target.partial mariadb-install-db --no-defaults --datadir="./${target##*/}.partial" --skip-test-db \
      --skip-name-resolve --auth-root-authentication-method=socket "$@"
  ) >"$LOGS/mysql-install.log" 2>&1 || die "MariaDB can't create its data directory; see $LOGS/mysql-install.log"
  mv "$target.partial" "$target"
}

mysql_ready() {
  load_secrets
  mysql_client --execute 'SELECT 1'
}

# The client, on our own server. The password goes through the environment, where `ps` doesn't show it.
mysql_client() {
  MYSQL_PWD=$MYSQL_PASSWORD mariadb --no-defaults --host=127.0.0.1 --port="$(port_of mysql)" --user=holdfast "$@"
}
