import { Counter, Gauge, type Registry } from "prom-client";
import type { InFlightLimit } from "./in-flight-limit.ts";

/** Makes the metrics `rae_cassandra_*`, if there is a registry; the function returned counts a retry. */
export function cassandraMetrics(registry: Registry | undefined, limit: InFlightLimit): () => void {
  if (registry === undefined) return () => {};
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `rae_cassandra_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge("requests_in_flight", "Requests that Cassandra has not answered", () => limit.running);
  gauge("requests_waiting", "Requests that wait for others to be answered", () => limit.waiting);
  const retries = new Counter({
    name: "rae_cassandra_retries_total",
    help: "Requests that were made again after a failure",
    registers: [registry],
  });
  return () => retries.inc();
}
