#!/usr/bin/env python3
"""The dashboards of Grafana: their source, and the generator of deploy/grafana/dashboards/*.json.

    deploy/grafana/dashboards.py            writes the files
    deploy/grafana/dashboards.py --check    fails if a file differs from what would be written
    deploy/grafana/dashboards.py --queries  prints DASHBOARD<tab>PANEL<tab>QUERY, one a line

A panel is a title, a unit, what it means, and its queries, each with its legend. Where a counter has no series until
the first event, `or vector(0)` shows the zero that is meant. deploy/grafana/check executes every query on a running stack.
"""

import json
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent / "dashboards"
COLUMNS, WIDTH, HEIGHT = 3, 8, 8


class Panel(NamedTuple):
    title: str
    unit: str
    meaning: str
    queries: list[tuple[str, str]]
    # Lines across the panel at which one should look: a target or a limit.
    lines: tuple[float, ...] = ()


RATE = "[$__rate_interval]"
# What buyers ask for, as in infra/prometheus/rules/targets.yml.
BUYERS = 'job="api",route=~"/api/.+",route!~"/api/(healthz|readyz|metrics)"'
HOLD = 'job="api",method="POST",route="/api/reservations"'


def rate(metric: str, by: str = "", where: str = "") -> str:
    """Events a second, as the sum over all processes."""
    grouping = f" by ({by})" if by else ""
    selector = f"{{{where}}}" if where else ""
    return f"sum{grouping} (rate({metric}{selector}{RATE}))"


def quantiles(
    histogram: str, where: str = "", by: str = "", of: tuple[float, ...] = (0.5, 0.95, 0.99)
) -> list[tuple[str, str]]:
    selector = f"{{{where}}}" if where else ""
    groups = f"le, {by}" if by else "le"
    legend = f" {{{{{by}}}}}" if by else ""
    buckets = f"sum by ({groups}) (rate({histogram}_bucket{selector}{RATE}))"
    return [(f"histogram_quantile({q}, {buckets})", f"p{q * 100:g}{legend}") for q in of]


DASHBOARDS: dict[str, tuple[str, list[Panel]]] = {
    "sale-room": ("Sale room: what buyers notice", [
        Panel("Requests", "reqps",
              "Requests of buyers, by class of status. 4xx are mostly seats that somebody else had first.",
              [(rate("holdfast_http_request_seconds_count", "status", BUYERS), "{{status}}")]),
        Panel("Holds: latency", "s", "POST /api/reservations. Target: 95 % within 300 ms.",
              quantiles("holdfast_http_request_seconds", HOLD), (0.3,)),
        Panel("Holds slower than 300 ms", "percentunit", "The budget is 5 %. HoldsSlow pages at four times as much.",
              [(f"sale:holds_slow:ratio_rate{w}", w) for w in ("5m", "30m", "6h")], (0.05, 0.2)),
        Panel("Requests that fail", "percentunit", "5xx but for TOO_BUSY. The budget is 0.5 %.",
              [(f"sale:requests_failed:ratio_rate{w}", w) for w in ("5m", "1h", "6h")], (0.005, 0.072)),
        Panel("Holds", "ops", "Calls of the hold script, by what came of them.",
              [(rate("holdfast_holds_total", "outcome"), "{{outcome}}")]),
        Panel("Proofs of work", "ops", "Asked for, accepted, and refused with the reason. None while PROOF_OF_WORK is off.",
              [(rate("holdfast_proofs_of_work_total", "outcome") + " or vector(0)", "{{outcome}}")]),
        Panel("Seats that become free", "ops", "Released by their buyer, or expired.",
              [(rate("holdfast_seats_released_total"), "released seats"),
               (rate("holdfast_holds_expired_total") + " or vector(0)", "expired holds")]),
        Panel("Orders", "ops", "Placed, and refused as TOO_BUSY with the time of their turn.",
              [(rate("holdfast_http_request_seconds_count", where=HOLD.replace("reservations", "orders")), "placed"),
               (rate("holdfast_orders_refused_total"), "refused")]),
        Panel("Open streams", "short", "Clients of the seat streams. API_MAX_STREAMS limits each process.",
              [("sum by (instance) (holdfast_stream_clients)", "{{instance}}")]),
        Panel("Alerts that fire", "short", "The page of each is in docs/runbook.",
              [('count by (alertname, severity) (ALERTS{alertstate="firing"}) or vector(0)',
                "{{alertname}} {{severity}}")]),
        Panel("Latency by route, p95", "s", "Without streams, which last.",
              [('histogram_quantile(0.95, sum by (le, method, route) (rate(holdfast_http_request_seconds_bucket{'
                + BUYERS
                + ',route!~".*stream"}' + RATE + ")))", "{{method}} {{route}}")]),
    ]),
    "saga": ("Saga: orders from acceptance to their end", [
        Panel("Orders that end", "ops", "By status.", [(rate("holdfast_order_seconds_count", "status"), "{{status}}")]),
        Panel("From acceptance to CONFIRMED", "s", "OrdersSlow pages at a p99 of 5 s.",
              quantiles("holdfast_order_seconds", 'status="CONFIRMED"'), (5,)),
        Panel("Unsettled orders", "short", "Every worker counts all of them. OrdersPileUp pages at 500.",
              [("max by (state) (holdfast_orders)", "{{state}}")], (500,)),
        Panel("Oldest order that doesn't move", "s", "OrdersStuck pages at two minutes.",
              [("max(holdfast_orders_unchanged_seconds)", "unchanged")], (120,)),
        Panel("Claims", "ops", "By what came of them.", [(rate("holdfast_claims_total", "outcome"), "{{outcome}}")]),
        Panel("Admission", "short",
              "Orders that the engine works on and its adaptive limit; and those that wait for their turn.",
              [("sum(holdfast_orders_at_once)", "at once"), ("sum(holdfast_orders_at_once_limit)", "limit"),
               ("sum(holdfast_orders_at_once_max)", "upper bound"), ("sum(holdfast_orders_waiting)", "waiting")]),
        Panel("From its turn to its first outcome", "s",
              "Without the time at the gateway: what the admission adapts to.",
              quantiles("holdfast_order_engine_seconds")),
        Panel("The reconciler", "ops", "Workflows that it started again, and orders that it couldn't check.",
              [(rate("holdfast_orders_settled_total"), "started again"),
               (rate("holdfast_reconciler_failures_total"), "failed")]),
        Panel("Tasks that fail", "short", "Periodic tasks that have failed and not succeeded since.",
              [("sum by (job, task) (holdfast_tasks_failing)", "{{job}}: {{task}}")]),
    ]),
    "money": ("Money: calls to the payment gateway", [
        Panel("Calls", "ops", "By call and outcome. `unknown` has no usable response, `shut_out` no call.",
              [(rate("holdfast_payment_call_seconds_count", "call, outcome"), "{{call}} {{outcome}}")]),
        Panel("Calls: latency, p95", "s", "GATEWAY_TIMEOUT_MS ends a call, by default after 5 s.",
              quantiles("holdfast_payment_call_seconds", by="call", of=(0.95,)), (5,)),
        Panel("Calls that fail", "percentunit", "GatewayCallsFail pages at 5 %.",
              [("sale:gateway_calls_failed:ratio_rate1m or vector(0)", "failed")], (0.05,)),
        Panel("Circuit breaker", "short", "0 closed, 1 half open, 2 open. Changes only with a call.",
              [("max by (job, instance) (holdfast_payment_breaker_state)", "{{job}} {{instance}}")], (1,)),
        Panel("Sold and given back", "ops", "Orders that ended CONFIRMED and REFUNDED.",
              [(rate("holdfast_order_seconds_count", "status", 'status=~"CONFIRMED|REFUNDED"'), "{{status}}")]),
        Panel("Payments that end by a callback", "ops", "Callbacks that the api-servers got.",
              [(rate("holdfast_http_request_seconds_count", "status", 'job="api",route="/api/payments/callbacks"'),
                "{{status}}")]),
        Panel("The simulator's own requests, p95", "s", "Only where our payment simulator is the gateway.",
              [('histogram_quantile(0.95, sum by (le, route) (rate('
                'holdfast_http_request_seconds_bucket{job="gateway",route=~"/payments.*"}'
                + RATE + ")))", "{{route}}")]),
        Panel("The simulator's callbacks", "ops",
              "By what the sale said. Only where our payment simulator is the gateway.",
              [(rate("holdfast_payment_callbacks_total", "outcome"), "{{outcome}}")]),
    ]),
    "stream": ("Stream: a seat change on its way to the screens", [
        Panel("Clients", "short", "Open seat streams.", [("sum(holdfast_stream_clients)", "clients")]),
        Panel("From Redis to the api-server", "s", "SeatChangesLate makes a ticket at a p95 of 1 s.",
              quantiles("holdfast_feed_delay_seconds"), (1,)),
        Panel("Live partitions", "short", "Of 64. Below, screens show STALE.",
              [("min by (instance) (holdfast_feed_live_partitions)", "{{instance}}")], (64,)),
        Panel("Changes that the relay moves to Kafka", "ops", "Heartbeats included: one a second for each partition.",
              [(rate("holdfast_relay_entries_total"), "entries")]),
        Panel("From Redis to Kafka", "s",
              "The oldest entry of each batch.", quantiles("holdfast_relay_delivery_seconds")),
        Panel("Oldest change that waits for Kafka", "s", "ChangesWait pages at 5 s.",
              [("max(holdfast_stream_lag_seconds)", "oldest")], (5,)),
        Panel("Changes that wait for Kafka", "short", "In all change streams. REDIS_STREAM_CAP bounds each.",
              [("sum(holdfast_stream_undelivered_entries)", "entries")]),
        Panel("What Kafka didn't take", "ops",
              "Batches of changes and outcomes, and whether a process sends its outcomes to the outbox.",
              [(rate("holdfast_kafka_send_failures_total", "job"), "{{job}}"),
               ("max by (job) (holdfast_outcomes_breaker_open)", "{{job}}: breaker open")]),
        Panel("Oldest outcome in the outbox", "s", "OutcomesWait fires at 30 s.",
              [("max(holdfast_outbox_age_seconds)", "oldest")], (30,)),
        Panel("Gaps", "ops",
              "Gaps in the versions of an event, repairs from Redis, and clients that were cut off: they lagged.",
              [(rate("holdfast_feed_gaps_total") + " or vector(0)", "gaps"),
               (rate("holdfast_feed_repairs_total") + " or vector(0)", "repairs"),
               (rate("holdfast_stream_clients_cut_off_total") + " or vector(0)", "cut off")]),
        Panel("Refused", "ops", "Streams and connections beyond the limits, and connections that stalled.",
              [(rate("holdfast_streams_refused_total") + " or vector(0)", "streams"),
               (rate("holdfast_http_refused_connections_total") + " or vector(0)", "connections"),
               (rate("holdfast_http_stalled_connections_total") + " or vector(0)", "stalled")]),
    ]),
    "engine": ("Engine: Temporal", [
        Panel("Work on its database", "ops", "Requests of all services, the ten most frequent operations.",
              [("topk(10, " + rate("persistence_requests", "operation") + ")", "{{operation}}")]),
        Panel("Errors of its database", "ops", "By type. A few conditional failures are usual.",
              [(rate("persistence_error_with_type", "error_type") + " or vector(0)", "{{error_type}}")]),
        Panel("Errors of its services", "ops", "By type. NotFound and AlreadyStarted are answers, not faults.",
              [(rate("service_error_with_type", "error_type") + " or vector(0)", "{{error_type}}")]),
        Panel("Tasks that wait for a worker", "short",
              "Orders begin in the api-server that accepts them, and don't show here.",
              [('sum by (taskqueue, task_type) (approximate_backlog_count{namespace="holdfast"})',
                "{{taskqueue}} {{task_type}}")]),
        Panel("Oldest task", "s", "TemporalBacklog pages at 5 s.",
              [('max by (taskqueue, task_type) (approximate_backlog_age_seconds{namespace="holdfast"})',
                "{{taskqueue}} {{task_type}}")], (5,)),
        Panel("Database requests for each order", "short", "A step more, or a search attribute more, shows here.",
              [(rate("persistence_requests") + " / " + rate("holdfast_order_seconds_count"), "requests")]),
    ]),
    "machine": ("Machine: processors, memory, disks, pools", [
        Panel("Processors", "percentunit", "Busy share of all cores.",
              [('1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[1m]))', "{{instance}}")], (0.9,)),
        Panel("Memory that is available", "bytes", "Redis must never be the one that gets none.",
              [("node_memory_MemAvailable_bytes", "available"), ("node_memory_MemTotal_bytes", "all")]),
        Panel("Load", "short",
              "Tasks that run or wait for a core.", [("node_load1", "1 min"), ("node_load5", "5 min")]),
        Panel("Disks", "percentunit", "Share of the time in which a disk is busy. Each order waits for five commits.",
              [("rate(node_disk_io_time_seconds_total[1m])", "{{device}}")], (0.8,)),
        Panel("Space", "percentunit", "Used share of the file systems on disks.",
              [('1 - node_filesystem_avail_bytes{fstype=~"ext4|xfs|btrfs|overlay"} / node_filesystem_size_bytes',
                "{{mountpoint}}")], (0.8,)),
        Panel("Network", "Bps", "Received and sent.",
              [("sum by (device) (rate(node_network_receive_bytes_total[1m]))", "in {{device}}"),
               ("sum by (device) (rate(node_network_transmit_bytes_total[1m]))", "out {{device}}")]),
        Panel("Connections", "short", "TCP sockets in use, and open files of the machine.",
              [("node_sockstat_TCP_inuse", "TCP"), ("node_filefd_allocated", "files")]),
        Panel("Wait for a MySQL connection, p95", "s", "MySqlPoolBusy makes a ticket at 100 ms.",
              [("sale:mysql_wait_seconds:p95_1m", "{{job}} {{pool}}")], (0.1,)),
        Panel("Stores that don't respond", "ops", "Operations that failed because a store was away or slow.",
              [(rate("holdfast_mysql_unavailable_total", "job, pool"), "MySQL: {{job}} {{pool}}"),
               (rate("holdfast_redis_errors_total", "job"), "Redis: {{job}}")]),
        Panel("Parts that respond", "short", "PartDown pages after 30 s.", [("up", "{{job}} {{instance}}")]),
        Panel("Time series of each scrape", "short", "A label with too many values shows here first.",
              [("scrape_samples_post_metric_relabeling", "{{job}}")]),
    ]),
}


def dashboard(uid: str, title: str, panels: list[Panel]) -> dict:
    return {
        "uid": f"holdfast-{uid}",
        "title": title,
        "tags": ["holdfast"],
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "10s",
        "time": {"from": "now-30m", "to": "now"},
        "timezone": "utc",
        "links": [{"type": "dashboards", "title": "Holdfast", "tags": ["holdfast"], "keepTime": True}],
        "panels": [panel(number, one) for number, one in enumerate(panels)],
    }


def panel(number: int, one: Panel) -> dict:
    steps = [{"color": "green", "value": None}] + [{"color": "red", "value": line} for line in one.lines]
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": one.title,
        "description": one.meaning,
        "datasource": {"type": "prometheus", "uid": "prometheus"},
        "gridPos": {"x": number % COLUMNS * WIDTH, "y": number // COLUMNS * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {
            "defaults": {
                "unit": one.unit,
                "min": 0,
                "custom": {"lineWidth": 1, "fillOpacity": 10, "showPoints": "never",
                           "thresholdsStyle": {"mode": "dashed" if one.lines else "off"}},
                "thresholds": {"mode": "absolute", "steps": steps},
            },
            "overrides": [],
        },
        "options": {
            "legend": {"displayMode": "list", "placement": "bottom"},
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        "targets": [
            {"refId": chr(ord("A") + index), "expr": query, "legendFormat": legend}
            for index, (query, legend) in enumerate(one.queries)
        ],
    }


def main() -> int:
    files = {HERE / f"{uid}.json": json.dumps(dashboard(uid, *one), indent=1, ensure_ascii=False) + "\n"
             for uid, one in DASHBOARDS.items()}
    match sys.argv[1:]:
        case []:
            for path, text in files.items():
                path.write_text(text)
        case ["--check"]:
            differ = [path.name for path, text in files.items() if not path.exists() or path.read_text() != text]
            differ += [path.name for path in HERE.glob("*.json") if path not in files]
            if differ:
                print(f"not as dashboards.py writes it: {', '.join(differ)}", file=sys.stderr)
                return 1
        case ["--queries"]:
            for uid, (_, panels) in DASHBOARDS.items():
                for one in panels:
                    for query, _ in one.queries:
                        print(uid, one.title, query, sep="\t")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


sys.exit(main())
