import type { DeviceRecord } from "./device-record.ts";
import { textOf } from "./fleet-index-row.ts";

const searched = [
  "identity.asset",
  "model.name",
  "model.number",
  "model.vendor",
  "identity.serial",
  "identity.esn",
  "identity.wire",
  "net.address",
];

// Records are replaced, never changed, so that a text lives as long as the record that it was made from.
const texts = new WeakMap<DeviceRecord, string>();

/** Whether every word, in lower case, occurs in the device's names and identities. */
export function hasWords(record: DeviceRecord, words: readonly string[]): boolean {
  const text = textFor(record);
  return words.every((word) => text.includes(word));
}

function textFor(record: DeviceRecord): string {
  const known = texts.get(record);
  if (known !== undefined) return known;
  const mac = textOf(record, "identity.mac") ?? "";
  const parts = searched.map((name) => textOf(record, name) ?? "");
  // A MAC is found with and without its colons.
  const text = [record.sessionId, ...parts, mac, mac.replaceAll(":", "")].join("\n").toLowerCase();
  texts.set(record, text);
  return text;
}
