# Kafka: publishes the changes of seats and orders. Sales continue without it.
# shellcheck shell=bash

kafka_prepare() {
  local BROKER_PORT CONTROLLER_PORT KAFKA_DATA=$DATA/kafka
  BROKER_PORT=$(port_of kafka)
  CONTROLLER_PORT=$(port_of kafka 1)
  mkdir -p "$KAFKA_DATA"
  render "$INFRA/kafka/server.properties" "$RUN/kafka.conf" BROKER_PORT CONTROLLER_PORT KAFKA_DATA
  [[ -f $KAFKA_DATA/meta.properties ]] || format_kafka_data
  write_launch kafka -- java -Xms256m -Xmx512m -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:+ExitOnOutOfMemoryError \
    -Dlog4j2.configurationFile="$INFRA/kafka/log4j2.properties" \
    -cp "$(kafka_jars)/*" kafka.Kafka "$RUN/kafka.conf"
}

# Once per data directory: KRaft must have the cluster's id before the first start.
format_kafka_data() {
  local id
  id=$(head -c 16 /dev/urandom | basenc --base64url)
  java -cp "$(kafka_jars)/*" kafka.tools.StorageTool format --config "$RUN/kafka.conf" \
    --cluster-id "${id%%=*}" --ignore-formatted >"$LOGS/kafka-format.log" 2>&1 \
    || die "Kafka can't format its data directory; see $LOGS/kafka-format.log"
}

# The broker is ready when its metadata lists the broker itself; the port opens earlier.
kafka_ready() {
  kcat -L -m 2 -b "127.0.0.1:$(port_of kafka)" | grep -q 'broker 1 at'
}
