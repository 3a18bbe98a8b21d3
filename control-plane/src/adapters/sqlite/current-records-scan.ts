import { setImmediate } from "node:timers/promises";
import type { Lease } from "@rae/protocol";
import type { BoxRecord } from "../../core/box-record.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import { type CurrentKind, currentKinds } from "../../core/current-kind.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import type { CurrentLeases } from "./current-leases.ts";
import type { CurrentRecords } from "./current-records.ts";

export type CurrentRecord =
  | { readonly kind: "device"; readonly record: DeviceRecord }
  | { readonly kind: "box"; readonly record: BoxRecord }
  | { readonly kind: "command"; readonly record: CommandRecord }
  | { readonly kind: "lease"; readonly record: Lease };

/**
 * Boxes, then devices that have not ended, then open commands, then leases that have not ended, in pages between which others have their turn. Each read goes
 * through `call`, which translates failures.
 */
export async function* scanCurrentRecords(
  records: CurrentRecords,
  leases: CurrentLeases,
  call: <T>(work: () => T) => T,
  signal: AbortSignal,
  kinds: ReadonlySet<CurrentKind> = currentKinds,
): AsyncGenerator<CurrentRecord> {
  if (kinds.has("box")) {
    const boxes = pages((after) => call(() => records.pageOfBoxes(after)), idOfBox, signal);
    for await (const record of boxes) yield { kind: "box", record };
  }
  if (kinds.has("device")) {
    const devices = pages((after) => call(() => records.pageOfDevices(after)), idOfDevice, signal);
    for await (const record of devices) yield { kind: "device", record };
  }
  if (kinds.has("command")) {
    const page = (after: string) => call(() => records.pageOfOpenCommands(after));
    for await (const record of pages(page, idOfCommand, signal)) yield { kind: "command", record };
  }
  if (kinds.has("lease")) {
    const page = (after: string) => call(() => leases.pageOfOpen(after));
    for await (const record of pages(page, idOfLease, signal)) yield { kind: "lease", record };
  }
}

const idOfBox = (record: BoxRecord) => record.boxId;
const idOfDevice = (record: DeviceRecord) => record.sessionId;
const idOfCommand = (record: CommandRecord) => record.commandId;
const idOfLease = (lease: Lease) => lease.leaseId;

async function* pages<T>(
  pageAfter: (id: string) => T[],
  idOf: (record: T) => string,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let after = "";
  for (;;) {
    signal.throwIfAborted();
    const page = pageAfter(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    after = idOf(last);
    await setImmediate();
  }
}
