import { type ControlRecord, parseControl } from "@rae/protocol";
import type { Poison, Slice } from "@rae/stream";
import { isNewerGateway } from "../core/box-order.ts";
import type { GatewayRecord } from "../core/box-record.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import { decodeRecords, type Received } from "./decode-records.ts";

/** Folds slices of the control topic: when each gateway was last heard. */
export class ControlStage {
  readonly #view: FleetView;

  constructor(view: FleetView) {
    this.#view = view;
  }

  async process(slice: Slice, signal: AbortSignal): Promise<{ poison: Poison[] }> {
    const { received, poison } = decodeRecords(
      slice.records,
      parseControl,
      (each) => each.gatewayId,
    );
    const heard = new Map<string, GatewayRecord>();
    for (const each of received) {
      const record = gatewayOf(each);
      if (record === undefined) continue;
      const known = heard.get(record.gatewayId);
      if (known === undefined || isNewerGateway(record, known)) heard.set(record.gatewayId, record);
    }
    signal.throwIfAborted();
    if (heard.size > 0) {
      const gateways = [...heard.values()];
      await this.#view.apply({ devices: [], boxes: [], gateways, commands: [], leases: [] });
    }
    return { poison };
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
