# MySQL, by MariaDB: the durable record of events, orders and tickets.
# shellcheck shell=bash

mysql_prepare() {
  local MYSQL_PORT MYSQL_DATA=$DATA/mysql
  local -a as_user=()
  MYSQL_PORT=$(port_of mysql)
  # The server refuses to run as root unless told to.
  ((EUID != 0)) || as_user=(--user=root)
  load_secrets
  mkdir -p "$SOCKETS"
  # Run by the server at each start, before it listens: the account and its password are always those of secrets.env.
  # ALL ON *.*, since each test makes a database of its own.
  render "$INFRA/mysql/init.sql" "$RUN/mysql-init.sql" MYSQL_PASSWORD
  render "$INFRA/mysql/my.cnf" "$RUN/mysql.conf" MYSQL_PORT MYSQL_DATA SOCKETS RUN
  [[ -d $MYSQL_DATA ]] || create_mysql_data "$MYSQL_DATA" "${as_user[@]}"
  # The server itself and no wrapper (mysqld_safe would bring it back from a kill).
  write_launch mysql -- mariadbd --defaults-file="$RUN/mysql.conf" "${as_user[@]}"
}

# Made aside and renamed: a half-made data directory would never start. By a relative path, since mariadb-install-db can't
# cope with a space in one.
create_mysql_data() {
  local target=$1
  shift
  rm -rf "$target.partial"
  mkdir -p "$target.partial"
  (
    cd "$target.partial/.." || exit
    mariadb-install-db --no-defaults --datadir="./${target##*/}.partial" --skip-test-db --skip-name-resolve \
      --auth-root-authentication-method=socket "$@"
  ) >"$LOGS/mysql-install.log" 2>&1 || die "MariaDB can't make its data directory; see $LOGS/mysql-install.log"
  mv "$target.partial" "$target"
}

mysql_ready() {
  load_secrets
  mysql_client --execute 'SELECT 1'
}

# The client on our own server; the password goes by the environment, where `ps` doesn't show it.
mysql_client() {
  MYSQL_PWD=$MYSQL_PASSWORD mariadb --no-defaults --host=127.0.0.1 --port="$(port_of mysql)" --user=holdfast "$@"
}
