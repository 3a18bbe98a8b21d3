import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const ageSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600];

/** Prometheus metrics of an aggregator, named `rae_aggregator_*` with their units. */
export interface AggregatorMetrics {
  readonly events: Counter<"result">;
  readonly eventAgeSeconds: Histogram;
  readonly resyncs: Counter<"kind">;
  readonly sweeps: Counter<"state">;
  readonly viewRefills: Counter;
}

/** Makes the metrics on a registry that has none of them yet. */
export function aggregatorMetrics(
  registry: Registry,
  gauges: { readonly healing: () => number; readonly openCommands: () => number },
): AggregatorMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `rae_aggregator_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge("healing_sessions", "Sessions that wait for their box to tell them anew", gauges.healing);
  gauge("open_commands", "Commands without a terminal outcome", gauges.openCommands);
  return {
    events: new Counter({
      name: "rae_aggregator_events_total",
      help: "Events folded: applied, or ignored as repeated or overtaken",
      labelNames: ["result"],
      registers,
    }),
    eventAgeSeconds: new Histogram({
      name: "rae_aggregator_event_age_seconds",
      help: "Time from the gateway's receipt of an event until it can be read; the oldest of each slice",
      buckets: ageSeconds,
      registers,
    }),
    resyncs: new Counter({
      name: "rae_aggregator_resyncs_total",
      help: "Requests to a box to tell a session or its connection anew",
      labelNames: ["kind"],
      registers,
    }),
    sweeps: new Counter({
      name: "rae_aggregator_sweeps_total",
      help: "Outcomes appended for commands whose deadline had passed",
      labelNames: ["state"],
      registers,
    }),
    viewRefills: new Counter({
      name: "rae_aggregator_view_refills_total",
      help: "Times that this process refilled a fleet view that was new or lost",
      registers,
    }),
  };
}
