import { type ControlRecord, parseControl } from "@rae/protocol";
import type { Poison, Slice } from "@rae/stream";
import { isNewerGateway } from "../core/box-order.ts";
import type { GatewayRecord } from "../core/box-record.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import { decodeRecords, type Received } from "./decode-records.ts";

// More starts of gateways than a day sees; beyond, the ones heard longest ago are forgotten.
const gatewaysMax = 10_000;

/** Folds slices of the control topic: when each gateway was last heard. */
export class ControlStage {
  readonly #view: FleetView;
  readonly #gateways = new Map<string, GatewayRecord>();

  constructor(view: FleetView) {
    this.#view = view;
  }

  /** What is known of a gateway here; undefined is no sign that it is silent. */
  gateway(gatewayId: string): GatewayRecord | undefined {
    return this.#gateways.get(gatewayId);
  }

  async process(slice: Slice, signal: AbortSignal): Promise<{ poison: Poison[] }> {
    const { received, poison } = decodeRecords(
      slice.records,
      parseControl,
      (each) => each.gatewayId,
    );
    const heard = new Set<string>();
    for (const each of received) {
      const record = gatewayOf(each);
      if (record === undefined) continue;
      this.#remember(record);
      heard.add(record.gatewayId);
    }
    const gateways = [...heard].flatMap((id) => this.#gateways.get(id) ?? []);
    signal.throwIfAborted();
    if (gateways.length > 0) {
      await this.#view.apply({ devices: [], boxes: [], gateways, commands: [] });
    }
    return { poison };
  }

  #remember(record: GatewayRecord): void {
    const known = this.#gateways.get(record.gatewayId);
    if (known !== undefined && !isNewerGateway(record, known)) return;
    this.#gateways.delete(record.gatewayId);
    this.#gateways.set(record.gatewayId, record);
    const [oldest] = this.#gateways.keys();
    if (this.#gateways.size > gatewaysMax && oldest !== undefined) this.#gateways.delete(oldest);
  }
}

function gatewayOf({ message, receipt }: Received<ControlRecord>): GatewayRecord | undefined {
  const { gatewayId, kind } = message;
  const aliveAtMs = receipt.receivedAtMs;
  switch (kind) {
    case "unknown":
      return undefined;
    case "aggregator-alive":
      return { gatewayId, aliveAtMs, stopped: false, isAggregator: true };
    default:
      return { gatewayId, aliveAtMs, stopped: kind === "gateway-stopped" };
  }
}
