import type { AttributeValue } from "@rae/protocol";
import type { AvailabilityWord, DeviceRow } from "../../../src/core/fleet-index-row.ts";
import { sampleDevice, sampleTimeMs } from "../../../src/testing/index.ts";

/** A device that is online and available, or not, with these attributes. */
export function rowWith(
  values: Readonly<Record<string, AttributeValue>>,
  {
    sessionId = "session-1",
    boxId = "box-1",
    word = "available",
  }: { sessionId?: string; boxId?: string; word?: AvailabilityWord } = {},
): DeviceRow {
  const attributes = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, observedAtMs: sampleTimeMs }]),
  );
  const record = sampleDevice({ sessionId, boxId, attributes });
  return {
    ...{ record, state: "online", stateReason: undefined, lease: undefined },
    availability: { word, reason: word === "available" ? undefined : `it is ${word}` },
    tenant: "default",
  };
}
