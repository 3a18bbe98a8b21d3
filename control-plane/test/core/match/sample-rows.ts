import type { AttributeValue } from "@rae/protocol";
import type { DeviceRow } from "../../../src/core/fleet-index-row.ts";
import { sampleDevice, sampleTimeMs } from "../../../src/testing/index.ts";

/** A device that is online, with these attributes. */
export function rowWith(
  values: Readonly<Record<string, AttributeValue>>,
  { sessionId = "session-1", boxId = "box-1" } = {},
): DeviceRow {
  const attributes = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, observedAtMs: sampleTimeMs }]),
  );
  const record = sampleDevice({ sessionId, boxId, attributes });
  return {
    ...{ record, state: "online", stateReason: undefined, lease: undefined },
    availability: { word: "available", reason: undefined },
  };
}
