import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { type BoxTrouble, boxTroubles } from "../core/box-trouble.ts";
import { availabilityWords } from "../core/fleet-index-row.ts";

/** Figures of the api. */
export interface ApiMetrics {
  readonly requestSeconds: Histogram<"method" | "route" | "status">;
  readonly eventClients: Gauge;
  readonly slowEventClients: Counter;
  readonly commands: Counter<"capability" | "state">;
  readonly openCommands: Gauge;
  readonly waitingCommands: Gauge;
}

export function createApiMetrics(
  registry: Registry,
  gauges: {
    readonly devices: () => number;
    readonly viewComplete: () => number;
    readonly availability: () => readonly { readonly value: string; readonly count: number }[];
    readonly oldestCareSeconds: () => number;
    readonly troubles: () => Readonly<Record<BoxTrouble, number>>;
  },
): ApiMetrics {
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
  gauge("rae_api_devices", "devices that have not ended, in the api's index", gauges.devices);
  gauge(
    "rae_api_oldest_care_seconds",
    "how long the device that has been cleaned or checked for longest has been so; 0 if none is",
    gauges.oldestCareSeconds,
  );
  gauge(
    "rae_view_complete",
    "1 while the fleet view holds all that the history holds, 0 while it is being refilled",
    gauges.viewComplete,
  );
  new Gauge({
    name: "rae_api_boxes_in_trouble",
    help: "boxes whose identity another client uses, or that put a registry aside which could not be read",
    labelNames: ["trouble"],
    registers,
    collect() {
      const counts = gauges.troubles();
      for (const trouble of boxTroubles) this.set({ trouble }, counts[trouble]);
    },
  });
  new Gauge({
    name: "rae_api_devices_by_availability",
    help: "devices in the api's index by whether they could be leased now, and what keeps them",
    labelNames: ["availability"],
    registers,
    collect() {
      for (const availability of availabilityWords) this.set({ availability }, 0);
      for (const { value, count } of gauges.availability()) {
        this.set({ availability: value }, count);
      }
    },
  });
  return {
    requestSeconds: new Histogram({
      name: "rae_api_request_seconds",
      help: "time from request to answer; the event stream is not counted",
      labelNames: ["method", "route", "status"],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
    eventClients: new Gauge({
      name: "rae_api_event_clients",
      help: "clients that read the event stream",
      registers,
    }),
    slowEventClients: new Counter({
      name: "rae_api_event_clients_closed_slow_total",
      help: "clients of the event stream that were closed because they did not read",
      registers,
    }),
    commands: new Counter({
      name: "rae_api_commands_total",
      help: "commands that this api accepted, by the state that they reached; accepted counts all",
      labelNames: ["capability", "state"],
      registers,
    }),
    openCommands: new Gauge({
      name: "rae_api_commands_open",
      help: "commands that this api accepted and that are not over",
      registers,
    }),
    waitingCommands: new Gauge({
      name: "rae_api_commands_waiting",
      help: "requests that wait for their command",
      registers,
    }),
  };
}
