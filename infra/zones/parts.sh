# The processes of `infra/drill zones`: a and b can each carry the sale, c is a small third place, for votes and copies.
# What isn't in a zone are parts of infra/dev, on ports of their own: Temporal, the payment gateway with its ledger, and
# nginx.
# shellcheck shell=bash

readonly ZONES=(a b c)
# What runs in each zone, in the order of its start.
declare -rA IN_ZONE=(
  [a]='redis sentinel kafka mysql haproxy worker api' [b]='redis sentinel kafka mysql haproxy worker api'
  [c]='redis sentinel kafka mysql'
)
declare -rA ZONE_NUMBER=([a]=1 [b]=2 [c]=3)
# For MySQL and for Redis. Between a and b, the zone that has the primary already keeps it.
declare -rA MYSQL_WEIGHT=([a]=50 [b]=50 [c]=1) REDIS_PRIORITY=([a]=100 [b]=100 [c]=0)
# Ports, as distances from the first port of a zone.
declare -rA ZONE_PORT=([redis]=1 [sentinel]=2 [kafka]=3 [controller]=4 [mysql]=5 [group]=6 [haproxy]=7 [api]=8
  [metrics]=9 [worker]=10)
# The name of Redis's primary at the Sentinels.
readonly PRIMARY_NAME=holdfast

zone_port() {
  printf '%d' $((ZONES_PORT_BASE + 100 * (ZONE_NUMBER[$1] - 1) + ZONE_PORT[$2]))
}

# in_every_zone NAME: the addresses of this part, separated by commas.
in_every_zone() {
  local zone
  local -a addresses=()
  for zone in "${ZONES[@]}"; do
    addresses+=("127.0.0.1:$(zone_port "$zone" "$1")")
  done
  (IFS=,; printf '%s' "${addresses[*]}")
}

# run_in_zone ZONE NAME COMMAND…: in a process group of its own. Its start time tells it from a later process with its
# id.
run_in_zone() {
  local file=$ZONES_RUN/$1-$2
  (exec setsid "${@:3}" >>"$LOGS/$1-$2.log" 2>&1 </dev/null 9>&-) &
  disown "$!"
  printf '%d %s\n' "$!" "$(start_time_of "$!")" >"$file.pid"
}

# kill_zones ZONE…: SIGKILL to every process of these zones, all in one call. It starts no process itself, which would
# take a while on a busy machine.
kill_zones() {
  local zone file pid started line
  local -a groups=() stat
  for zone in "$@"; do
    for file in "$ZONES_RUN/$zone"-*.pid; do
      [[ -e $file ]] || continue
      read -r pid started <"$file" || continue
      read -r line 2>/dev/null <"/proc/$pid/stat" || continue
      # As start_time_of.
      read -ra stat <<<"${line##*) }"
      [[ ${stat[19]} != "$started" ]] || groups+=("-$pid")
    done
  done
  ((${#groups[@]} == 0)) || kill -KILL -- "${groups[@]}" 2>/dev/null || true
  for zone in "$@"; do rm -f "$ZONES_RUN/$zone"-*.pid; done
}

# start_zone ZONE: starts every part, each as soon as what it needs responds.
start_zone() {
  local part
  for part in ${IN_ZONE[$1]}; do
    "start_$part" "$1"
  done
}

start_redis() {
  local directory=$ZONES_DATA/$1-redis REDIS_PORT REDIS_DATA PRIORITY=${REDIS_PRIORITY[$1]}
  REDIS_PORT=$(zone_port "$1" redis) REDIS_DATA=$directory
  # Sentinel rewrites the file, so a server that comes back keeps what it was told.
  if [[ ! -d $directory ]]; then
    mkdir -p "$directory"
    cat "$INFRA/redis/redis.conf" "$INFRA/zones/redis.conf" >"$directory/template"
    render "$directory/template" "$directory/redis.conf" REDIS_PORT REDIS_DATA PRIORITY
    [[ $1 == "${ZONES[0]}" ]] ||
      printf 'replicaof 127.0.0.1 %d\n' "$(zone_port "${ZONES[0]}" redis)" >>"$directory/redis.conf"
  fi
  run_in_zone "$1" redis redis-server "$directory/redis.conf"
}

start_sentinel() {
  local directory=$ZONES_DATA/$1-sentinel SENTINEL_PORT SENTINEL_DATA REDIS_PORT
  SENTINEL_PORT=$(zone_port "$1" sentinel) SENTINEL_DATA=$directory REDIS_PORT=$(zone_port "${ZONES[0]}" redis)
  if [[ ! -d $directory ]]; then
    mkdir -p "$directory"
    render "$INFRA/zones/sentinel.conf" "$directory/sentinel.conf" SENTINEL_PORT SENTINEL_DATA REDIS_PORT
  fi
  run_in_zone "$1" sentinel redis-server "$directory/sentinel.conf" --sentinel
}

start_kafka() {
  local zone directory=$ZONES_DATA/$1-kafka VOTERS BROKER_PORT CONTROLLER_PORT KAFKA_DATA
  local NUMBER=${ZONE_NUMBER[$1]} ZONE=$1
  BROKER_PORT=$(zone_port "$1" kafka) CONTROLLER_PORT=$(zone_port "$1" controller) KAFKA_DATA=$directory/data
  VOTERS=$(for zone in "${ZONES[@]}"; do
    printf '%d@127.0.0.1:%d,' "${ZONE_NUMBER[$zone]}" "$(zone_port "$zone" controller)"
  done)
  VOTERS=${VOTERS%,}
  if [[ ! -d $directory ]]; then
    mkdir -p "$directory"
    render "$INFRA/zones/kafka.properties" "$directory/server.properties" \
      NUMBER ZONE VOTERS BROKER_PORT CONTROLLER_PORT KAFKA_DATA
    java -cp "$(kafka_jars)/*" kafka.tools.StorageTool format --config "$directory/server.properties" \
      --cluster-id "$KAFKA_CLUSTER" >"$LOGS/$1-kafka-format.log" 2>&1 || die "see $LOGS/$1-kafka-format.log"
  fi
  run_in_zone "$1" kafka java -Xms128m -Xmx384m -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:+ExitOnOutOfMemoryError \
    -Dlog4j2.configurationFile="$INFRA/kafka/log4j2.properties" \
    -cp "$(kafka_jars)/*" kafka.Kafka "$directory/server.properties"
}

# mysql_program PROGRAM: fills `program` with a command of the unpacked MySQL, which needs its own libraries.
mysql_program() {
  local loader
  loader=$(find "$(mysql_server)/usr/lib" -name 'ld-linux-*.so.*' | head -n 1)
  program=("$loader" --library-path "${loader%/*}" "$(mysql_server)/usr/$1")
}

# Files that every member begins with: the same users, and an empty history of transactions.
create_mysql_members() {
  local zone MYSQL DIRECTORY PORT GROUP_PORT NUMBER SEEDS WEIGHT SOCKET
  local -a program=() as_user=()
  ((EUID != 0)) || as_user=(--user=root)
  MYSQL=$(mysql_server) SEEDS=$(in_every_zone group)
  # A password of replication has 32 characters at most.
  REPLICATOR_PASSWORD=${MYSQL_PASSWORD:0:32}
  render "$INFRA/zones/users.sql" "$ZONES_RUN/users.sql" MYSQL_PASSWORD REPLICATOR_PASSWORD
  for zone in "${ZONES[@]}"; do
    DIRECTORY=$ZONES_DATA/$zone-mysql SOCKET=$SOCKETS/$zone.sock
    PORT=$(zone_port "$zone" mysql) GROUP_PORT=$(zone_port "$zone" group)
    NUMBER=${ZONE_NUMBER[$zone]} WEIGHT=${MYSQL_WEIGHT[$zone]}
    mkdir -p "$DIRECTORY"
    render "$INFRA/zones/my.cnf" "$DIRECTORY/my.cnf" MYSQL DIRECTORY PORT GROUP_PORT NUMBER SEEDS WEIGHT SOCKET
    if [[ $zone == "${ZONES[0]}" ]]; then
      mysql_program sbin/mysqld
      "${program[@]}" --no-defaults --initialize-insecure "${as_user[@]}" --basedir="$MYSQL/usr" \
        --lc-messages-dir="$MYSQL/usr/share/mysql" --plugin-dir="$MYSQL/usr/lib/mysql/plugin" \
        --character-sets-dir="$MYSQL/usr/share/mysql/charsets" --datadir="$DIRECTORY/data" \
        --init-file="$ZONES_RUN/users.sql" >"$LOGS/mysql-initialize.log" 2>&1 || die "see $LOGS/mysql-initialize.log"
      # Each member has an id of its own.
      rm "$DIRECTORY/data/auto.cnf"
    else
      cp -R --reflink=auto "$ZONES_DATA/${ZONES[0]}-mysql/data" "$DIRECTORY/data"
    fi
  done
}

# start_mysql ZONE [bootstrap]: starts a member, which joins its group; or makes the group.
start_mysql() {
  local -a program=() as_user=()
  ((EUID != 0)) || as_user=(--user=root)
  mysql_program sbin/mysqld
  run_in_zone "$1" mysql "${program[@]}" --defaults-file="$ZONES_DATA/$1-mysql/my.cnf" "${as_user[@]}" \
    --loose-group-replication-start-on-boot=OFF
  wait_for 60 mysql_at "$1" 'SELECT 1' >/dev/null 2>&1 || die "MySQL doesn't start; see $LOGS/$1-mysql.log"
  if [[ ${2:-} == bootstrap ]]; then
    mysql_at "$1" 'SET GLOBAL group_replication_bootstrap_group = ON; START GROUP_REPLICATION;
      SET GLOBAL group_replication_bootstrap_group = OFF'
  else
    # In the background: it waits until the member has caught up, while the rest of its zone starts.
    mysql_at "$1" "START GROUP_REPLICATION USER = 'replicator', PASSWORD = '$REPLICATOR_PASSWORD'" \
      >>"$LOGS/$1-mysql-join.log" 2>&1 &
    disown "$!"
  fi
}

# mysql_at ZONE STATEMENT: as root, on this member.
mysql_at() {
  local -a program=()
  mysql_program bin/mysql
  "${program[@]}" --no-defaults --socket="$SOCKETS/$1.sock" --user=root --batch --skip-column-names --execute="$2"
}

start_haproxy() {
  local zone PORT LOGIN QUESTION QUIT SERVERS='' user plugin
  PORT=$(zone_port "$1" haproxy)
  # The response to the server's greeting: capabilities (protocol 4.1, its way to log in, a plugin's name), the largest
  # packet, the character set, 23 zeros, the user, no password, and the plugin. Then a query, and the end.
  user=$(printf 'check' | hex) plugin=$(printf 'caching_sha2_password' | hex)
  LOGIN=$(mysql_packet 1 "01820800""00000001""2d$(printf '0%.0s' {1..46})${user}00""00""${plugin}00")
  # In halves, because the reply could repeat the query.
  QUESTION="SELECT IF(@@GLOBAL.super_read_only, 'replica', CONCAT('PRI', 'MARY')) AS state"
  QUESTION=$(mysql_packet 0 "03$(printf '%s' "$QUESTION" | hex)")
  QUIT=$(mysql_packet 0 01)
  for zone in "${ZONES[@]}"; do
    SERVERS+="  server $zone 127.0.0.1:$(zone_port "$zone" mysql)"$'\n'
  done
  render "$INFRA/zones/haproxy.cfg" "$ZONES_RUN/$1-haproxy.cfg" PORT LOGIN QUESTION QUIT SERVERS
  run_in_zone "$1" haproxy haproxy -db -f "$ZONES_RUN/$1-haproxy.cfg"
}

hex() {
  od -An -v -tx1 | tr -d ' \n'
}

# mysql_packet SEQUENCE HEX
mysql_packet() {
  local -i length=$((${#2} / 2))
  printf '%02x%02x%02x%02x%s' $((length & 255)) $((length >> 8 & 255)) $((length >> 16)) "$1" "$2"
}

start_worker() {
  run_binary "$1" worker
}

start_api() {
  run_binary "$1" api
}

# run_binary ZONE worker|api: it reaches MySQL by the haproxy of its zone.
run_binary() {
  (
    set_addresses_of "$1"
    names=()
    resolve_settings_of "$2"
    export "${names[@]?}"
    run_in_zone "$1" "$2" "$("${2}_binary")"
  )
}

# The addresses of a zone's own processes, as settings.
set_addresses_of() {
  DATABASE_URL=mysql://holdfast:$MYSQL_PASSWORD@127.0.0.1:$(zone_port "$1" haproxy)/holdfast
  API_BIND=127.0.0.1:$(zone_port "$1" api)
  METRICS_BIND=127.0.0.1:$(zone_port "$1" metrics)
  WORKER_BIND=127.0.0.1:$(zone_port "$1" worker)
}

# Whether everything is up again: every member, replica and copy, and the api-servers and workers of both zones.
is_whole() {
  local zone
  for zone in a b; do
    curl --silent --fail --max-time 5 "http://127.0.0.1:$(zone_port "$zone" api)/api/readyz" >/dev/null &&
      curl --silent --fail --max-time 5 "http://127.0.0.1:$(zone_port "$zone" worker)/readyz" >/dev/null || return
  done
  mysql_is_whole && redis_is_whole && kafka_is_whole
}

mysql_is_whole() {
  [[ $(mysql_at c "SELECT COUNT(*) FROM performance_schema.replication_group_members
    WHERE MEMBER_STATE = 'ONLINE'" 2>/dev/null) == 3 ]]
}

# Two replicas, and each Sentinel knows of both other Sentinels and of both replicas.
redis_is_whole() {
  local zone state
  [[ $(sale_redis INFO replication) == *connected_slaves:2* ]] || return
  for zone in "${ZONES[@]}"; do
    state=$(redis-cli -h 127.0.0.1 -p "$(zone_port "$zone" sentinel)" INFO sentinel 2>/dev/null) || return
    [[ $state == *status=ok,*slaves=2,sentinels=3* ]] || return
  done
}

# Every partition has three copies that are in sync.
kafka_is_whole() {
  kcat -L -J -m 5 -b "$KAFKA_BROKERS" 2>/dev/null |
    jq --exit-status '(.brokers | length == 3) and all(.topics[].partitions[]; .isrs | length == 3)' >/dev/null
}

# The zone that has the primary.
redis_primary() {
  zone_of redis "$(redis-cli -h 127.0.0.1 -p "$(zone_port c sentinel)" SENTINEL GET-MASTER-ADDR-BY-NAME \
    "$PRIMARY_NAME" | tail -n 1)"
}

mysql_primary() {
  zone_of mysql "$(mysql_at c "SELECT MEMBER_PORT FROM performance_schema.replication_group_members
    WHERE MEMBER_ROLE = 'PRIMARY' AND MEMBER_STATE = 'ONLINE'")"
}

# zone_of PART PORT
zone_of() {
  local zone
  for zone in "${ZONES[@]}"; do
    [[ $(zone_port "$zone" "$1") != "$2" ]] || printf '%s' "$zone"
  done
}
