# The machine: its processors, memory, disks and network, by Prometheus's node exporter. `infra/dev up --observe` starts
# it.
# shellcheck shell=bash

machine_prepare() {
  # What the dashboard shows; all collectors together are 2,000 time series.
  write_launch machine -- prometheus-node-exporter --web.listen-address="${OWN_ADDRESS[machine]}" --log.level=warn \
    --collector.disable-defaults --collector.cpu --collector.meminfo --collector.loadavg --collector.diskstats \
    --collector.filesystem --collector.netdev --collector.filefd --collector.pressure --collector.sockstat
}

machine_ready() {
  curl --silent --fail --max-time 5 --output /dev/null "http://${OWN_ADDRESS[machine]}/metrics"
}
