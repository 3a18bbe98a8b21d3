import { type ErrorCode, logTopics, type MqttChannel, mqttChannels } from "@rae/protocol";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CloseReason } from "./mqtt/close-reason.ts";

/** What a gauge asks when it is read. */
export interface GatewayLevels {
  connections(): number;
  /** Of these, with a certificate that ends within the time that is warned of. */
  withEndingCertificate(): number;
  inFlightBytes(): number;
  openCommands(): number;
  subscribedBoxes(): number;
}

/** The gateway's metrics. */
export class GatewayMetrics {
  readonly #publishes: ReadonlyMap<MqttChannel, Counter.Internal>;
  readonly #appended: ReadonlyMap<string, Counter.Internal>;
  readonly #acknowledged: Histogram;
  readonly #closed: Counter<"reason">;
  readonly #deadLetters: Counter<"code">;
  readonly #unwritten: Counter<"code">;
  readonly #commands: Counter<"event">;

  constructor(registry: Registry, levels: GatewayLevels) {
    const registers = [registry];
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge("rae_gateway_connections", "Clients that are connected.", levels.connections);
    gauge(
      "rae_gateway_ending_certificates",
      "Connections whose certificate ends within 30 days.",
      levels.withEndingCertificate,
    );
    gauge(
      "rae_gateway_in_flight_bytes",
      "Bytes received from clients and not yet durable.",
      levels.inFlightBytes,
    );
    gauge("rae_gateway_open_commands", "Commands without an outcome.", levels.openCommands);
    gauge(
      "rae_gateway_subscribed_boxes",
      "Boxes that are connected and get their commands.",
      levels.subscribedBoxes,
    );
    const publishes = new Counter({
      name: "rae_gateway_publishes_total",
      help: "Messages accepted from clients.",
      labelNames: ["channel"],
      registers,
    });
    this.#publishes = new Map(mqttChannels.map((channel) => [channel, publishes.labels(channel)]));
    const appended = new Counter({
      name: "rae_gateway_appended_records_total",
      help: "Records that are durable on the log.",
      labelNames: ["topic"],
      registers,
    });
    const topics = Object.values(logTopics);
    this.#appended = new Map(topics.map((topic) => [topic, appended.labels(topic)]));
    this.#acknowledged = new Histogram({
      name: "rae_gateway_puback_seconds",
      help: "From receiving a message to its PUBACK.",
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    });
    this.#closed = new Counter({
      name: "rae_gateway_closed_connections_total",
      help: "Connections that ended, by reason.",
      labelNames: ["reason"],
      registers,
    });
    this.#deadLetters = new Counter({
      name: "rae_gateway_dead_letters_total",
      help: "Messages put on the dead-letter topic.",
      labelNames: ["code"],
      registers,
    });
    this.#unwritten = new Counter({
      name: "rae_gateway_dead_letters_over_budget_total",
      help: "Refused messages that were not written because their box had spent its budget.",
      labelNames: ["code"],
      registers,
    });
    this.#commands = new Counter({
      name: "rae_gateway_commands_total",
      help: "Commands sent to boxes, acknowledged by them, or dropped.",
      labelNames: ["event"],
      registers,
    });
  }

  published(channel: MqttChannel): void {
    this.#publishes.get(channel)?.inc();
  }

  appended(topic: string): void {
    this.#appended.get(topic)?.inc();
  }

  acknowledged(seconds: number): void {
    this.#acknowledged.observe(seconds);
  }

  closed(reason: CloseReason): void {
    this.#closed.inc({ reason });
  }

  deadLetter(code: ErrorCode, written: boolean): void {
    (written ? this.#deadLetters : this.#unwritten).inc({ code });
  }

  command(event: "sent" | "acknowledged" | "dropped"): void {
    this.#commands.inc({ event });
  }
}
