# The trace store: Jaeger's all-in-one. Takes spans by OTLP over gRPC, keeps them in memory, and returns traces by its HTTP
# API. Not needed to sell; `infra/dev up --observe` starts it, and our binaries export to it while it runs.
# shellcheck shell=bash

# Beyond it, the oldest trace is dropped. A trace of an order has about 80 spans, 100 kB; most others have one to five.
readonly MAX_TRACES=20000

traces_prepare() {
  # Port 0: a listener that nobody uses, but that can't be switched off.
  write_launch traces SPAN_STORAGE_TYPE=memory -- "$(jaeger_directory)/all-in-one" --memory.max-traces="$MAX_TRACES" \
    --query.http-server.host-port="${OWN_ADDRESS[traces]}" \
    --collector.otlp.grpc.host-port="127.0.0.1:$(port_of traces 1)" \
    --admin.http.host-port="127.0.0.1:$(port_of traces 2)" \
    --query.grpc-server.host-port=127.0.0.1:0 --collector.otlp.http.host-port=127.0.0.1:0 \
    --collector.grpc-server.host-port=127.0.0.1:0 --collector.http-server.host-port=127.0.0.1:0 --log-level=warn
}

traces_ready() {
  curl --silent --fail --max-time 5 "http://${OWN_ADDRESS[traces]}/api/services"
}
