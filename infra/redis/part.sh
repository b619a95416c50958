# Redis: holds, claims, sold seats, and the streams of their changes.
# shellcheck shell=bash

redis_prepare() {
  local REDIS_PORT REDIS_DATA=$DATA/redis
  REDIS_PORT=$(port_of redis)
  mkdir -p "$REDIS_DATA"
  render "$INFRA/redis/redis.conf" "$RUN/redis.conf" REDIS_PORT REDIS_DATA
  write_launch redis -- redis-server "$RUN/redis.conf"
}

# While Redis loads its file, it returns -LOADING.
redis_ready() {
  [[ $(redis-cli -h 127.0.0.1 -p "$(port_of redis)" ping) == PONG ]]
}
