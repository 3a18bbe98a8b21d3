import type { Lease } from "@rae/protocol";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** Figures of leases. What is counted is counted by the process that did it. */
export class LeaseMetrics {
  readonly #granted: Counter;
  readonly #waitSeconds: Histogram;
  readonly #ended: Counter<"reason">;
  readonly #refused: Counter<"reason">;

  constructor(
    registry: Registry,
    gauges: {
      readonly queued: () => number;
      readonly held: () => number;
      readonly oldestQueuedMs: () => number;
      readonly leads: () => boolean;
    },
  ) {
    const registers = [registry];
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    gauge("rae_leases_queued", "leases that wait for devices, in the api's index", gauges.queued);
    gauge("rae_leases_held", "leases that hold devices, in the api's index", gauges.held);
    gauge(
      "rae_leases_queue_oldest_seconds",
      "how long the lease has waited that waits longest; 0 if none waits",
      () => gauges.oldestQueuedMs() / 1000,
    );
    gauge("rae_leases_dispatcher", "1 in the api that serves the queue", () =>
      gauges.leads() ? 1 : 0,
    );
    this.#granted = new Counter({
      name: "rae_leases_granted_total",
      help: "leases granted",
      registers,
    });
    this.#waitSeconds = new Histogram({
      name: "rae_leases_wait_seconds",
      help: "time from the request for a lease until its agents had confirmed it",
      buckets: [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 900, 3_600],
      registers,
    });
    this.#ended = new Counter({
      name: "rae_leases_ended_total",
      help: "leases that ended, by the reason",
      labelNames: ["reason"],
      registers,
    });
    this.#refused = new Counter({
      name: "rae_leases_refused_total",
      help: "requests for a lease that were refused, by the error's code",
      labelNames: ["reason"],
      registers,
    });
  }

  granted({ askedAtMs, grantedAtMs = askedAtMs }: Lease): void {
    this.#granted.inc();
    this.#waitSeconds.observe(Math.max(0, grantedAtMs - askedAtMs) / 1000);
  }

  ended({ ended }: Lease): void {
    if (ended !== undefined) this.#ended.inc({ reason: ended.reason });
  }

  refused(code: string): void {
    this.#refused.inc({ reason: code });
  }
}
