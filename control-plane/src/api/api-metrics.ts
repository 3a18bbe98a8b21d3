import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** Figures of the api. */
export interface ApiMetrics {
  readonly requestSeconds: Histogram<"method" | "route" | "status">;
  readonly eventClients: Gauge;
  readonly slowEventClients: Counter;
  readonly commands: Counter<"capability" | "state">;
  readonly openCommands: Gauge;
  readonly waitingCommands: Gauge;
}

export function createApiMetrics(registry: Registry, devices: () => number): ApiMetrics {
  const registers = [registry];
  new Gauge({
    name: "rae_api_devices",
    help: "devices that have not ended, in the api's index",
    registers,
    collect() {
      this.set(devices());
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
