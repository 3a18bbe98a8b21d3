import {
  encodeCommand,
  encodeOutcome,
  logHeaders,
  logTopics,
  type OutcomeState,
} from "@rae/protocol";
import type { Slice } from "@rae/stream";
import { sampleTimeMs } from "../../src/testing/index.ts";

interface Named {
  readonly commandId: string;
  readonly sessionId: string;
}

/** A slice with the request of one command of `box-1`. */
export function requestSlice(named: Named): Slice {
  const value = encodeCommand({
    ...{ ...named, kind: "device", boxId: "box-1", capability: "power", command: "on" },
    ...{ parameters: {}, remainingMs: 10_000 },
  });
  return sliceOf(logTopics.commands, [value]);
}

/** A slice with outcomes of one command of `box-1`, in this order. */
export function outcomeSlice(named: Named, states: readonly OutcomeState[]): Slice {
  const values = states.map((state) =>
    encodeOutcome({ ...named, boxId: "box-1", state, source: "agent", atMs: 5 }),
  );
  return sliceOf(logTopics.outcomes, values);
}

function sliceOf(topic: string, values: readonly Uint8Array[]): Slice {
  const records = values.map((value, offset) => ({
    ...{ topic, partition: 0, offset, key: "box-1", value, appendedAtMs: sampleTimeMs },
    headers: { [logHeaders.receivedAtMs]: String(sampleTimeMs) },
  }));
  return { topic, partition: 0, records, endOffset: records.length };
}
