import type { Lease } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "../../core/box-record.ts";
import { commandRank } from "../../core/command-order.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import { parseRecordText, recordText } from "../../core/record-text.ts";
import type { ViewRecord } from "../../ports/fleet-view.ts";

/** Letters of the kinds in Redis. */
export const kindLetters = {
  device: "d",
  box: "b",
  gateway: "g",
  command: "c",
  lease: "l",
} as const;

type KindLetter = (typeof kindLetters)[ViewRecord["kind"]];

/** A record as it is stored: what guards compare on the first line (`lua/guards.ts` reads it), then JSON. */
export function deviceValue(record: DeviceRecord): string {
  const { revision, stale, ended, boxId } = record;
  const endedAtMs = ended === undefined ? "-" : ended.receivedAtMs;
  return `${revision} ${stale ? 1 : 0} ${endedAtMs} ${boxId}\n${recordText(record)}`;
}

export function boxValue(record: BoxRecord): string {
  const { registryId, connection, presence, roster, statusReceivedAtMs } = record;
  const place = `${roster?.connection ?? -1} ${roster?.sequence ?? -1}`;
  const superseded = record.supersededRegistryIds.map((id) => ` ${word(id)} `).join("");
  const letter = presence === "lost" ? "l" : "p";
  return `${word(registryId)} ${connection} ${letter} ${place} ${statusReceivedAtMs} ${superseded}\n${recordText(record)}`;
}

export function gatewayValue(record: GatewayRecord): string {
  return `${record.aliveAtMs} ${record.stopped ? 1 : 0}\n${recordText(record)}`;
}

export function commandValue(record: CommandRecord): string {
  const { state, provisional, late, finishedAtMs, requestedAtMs } = record;
  const rank = commandRank(state);
  const isOver = rank === overRank || provisional === true;
  const overAtMs = isOver ? (finishedAtMs ?? requestedAtMs) : "-";
  return `${rank} ${state} ${provisional ? 1 : 0} ${late.length} ${overAtMs}\n${recordText(record)}`;
}

export function leaseValue(lease: Lease): string {
  return `${lease.version} ${lease.ended?.atMs ?? "-"}\n${recordText(lease)}`;
}

const overRank = commandRank("succeeded");

/** Of what the functions above made. */
export function parseValue<R>(value: string): R {
  return parseRecordText<R>(value.slice(value.indexOf("\n") + 1));
}

/** A record of the kind that the letter stands for. */
export function viewRecordOf(letter: string, value: string): ViewRecord {
  switch (letter as KindLetter) {
    case "d":
      return { kind: "device", record: parseValue(value) };
    case "b":
      return { kind: "box", record: parseValue(value) };
    case "g":
      return { kind: "gateway", record: parseValue(value) };
    case "c":
      return { kind: "command", record: parseValue(value) };
    case "l":
      return { kind: "lease", record: parseValue(value) };
  }
}

/** One word of the head, never empty, whatever the text. */
function word(text: string): string {
  return `.${encodeURIComponent(text)}`;
}
