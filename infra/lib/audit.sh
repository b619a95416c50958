# What the auditor compares (chaos/src/audit.rs): dumps of every store for one event, once all is quiet. For infra/chaos
# and `infra/drill versions`, which set RESULTS to the directory of their run.
# shellcheck shell=bash

# The databases of the sale and of the gateway.
SALE_DATABASE=holdfast LEDGER_DATABASE=holdfast_payments

# Whether every order has ended and its outcome is sent, no workflow runs, and no hold is left.
is_quiet() {
  local event=$1
  [[ $(mysql_rows "SELECT COUNT(*) FROM orders WHERE event_id = $event
    AND state NOT IN ('CONFIRMED', 'CANCELLED', 'REFUNDED')") == 0 ]] &&
    [[ $(mysql_rows "SELECT COUNT(*) FROM outbox") == 0 ]] &&
    [[ -z $(running_workflows) ]] &&
    [[ $(sale_redis HLEN "$(redis_key "$event" holds)") == 0 ]]
}

dump() {
  local event=$1
  mysql_rows "SELECT o.order_id, o.state, o.payment_status, o.amount,
    GROUP_CONCAT(s.seat_id ORDER BY s.seat_id) FROM orders AS o JOIN order_seats AS s ON s.order_id = o.order_id
    WHERE o.event_id = $event GROUP BY o.order_id, o.state, o.payment_status, o.amount" >"$RESULTS/orders.tsv"
  mysql_rows "SELECT order_id, seat_id FROM tickets WHERE event_id = $event AND live = 1" >"$RESULTS/tickets.tsv"
  mysql_rows "SELECT epoch FROM events WHERE event_id = $event" >"$RESULTS/epoch.tsv"
  # The ledger has no events, and may be on another server: payments of known orders of other events don't count.
  mysql_rows "SELECT order_id FROM orders WHERE event_id <> $event" >"$RESULTS/other-orders.txt"
  ledger_rows "SELECT order_id, status, amount FROM payments WHERE status <> 'NONE'" |
    awk -F '\t' -v others="$RESULTS/other-orders.txt" \
      'BEGIN { while ((getline id <others) > 0) other[id] } !($1 in other)' >"$RESULTS/payments.tsv"
  sale_redis HGETALL "$(redis_key "$event" seats)" >"$RESULTS/redis.txt"
  sale_redis HLEN "$(redis_key "$event" holds)" >"$RESULTS/holds.txt"
  running_workflows >"$RESULTS/running.txt"
  kafka_records order-outcomes >"$RESULTS/outcomes.jsonl"
  kafka_records seat-changes >"$RESULTS/changes.jsonl"
}

# redis_key EVENT seats|holds: the partition is part of the key, so the key is looked for.
redis_key() {
  sale_redis --scan --pattern "${HOLDFAST_PREFIX:-}{p*}:event:$1:$2"
}

sale_redis() {
  redis-cli -h 127.0.0.1 -p "$(port_of redis)" "$@"
}

mysql_rows() {
  load_secrets
  mysql_client --batch --skip-column-names --execute "$1" "$SALE_DATABASE"
}

ledger_rows() {
  load_secrets
  mysql_client --batch --skip-column-names --execute "$1" "$LEDGER_DATABASE"
}

running_workflows() {
  temporal_client workflow list --namespace "$TEMPORAL_NAMESPACE" --query 'ExecutionStatus="Running"' --output json \
    --limit 1000 | jq --raw-output '.[].execution.workflowId'
}

kafka_records() {
  kcat -b "$KAFKA_BROKERS" -C -e -q -t "${HOLDFAST_PREFIX:-}holdfast.$1"
}
