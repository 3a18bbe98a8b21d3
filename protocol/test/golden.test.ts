import { readdirSync, readFileSync } from "node:fs";
import {
  encodeAuditEntry,
  encodeBoxEvent,
  encodeCommand,
  encodeControl,
  encodeLease,
  encodeOutcome,
  parseAuditEntry,
  parseBoxEvent,
  parseCommand,
  parseControl,
  parseLease,
  parseOutcome,
} from "@rae/protocol";
import { describe, expect, it } from "vitest";
import { errorCodeOf } from "./error-code-of.ts";

const folder = new URL("./golden/", import.meta.url);

interface Golden {
  readonly name: string;
  readonly schema: string;
  readonly bytes: Buffer;
  readonly value: unknown;
}

/** `# comment`s stand behind the bytes that they explain; the first line names the message. */
function readGolden(name: string): Golden {
  const text = readFileSync(new URL(`${name}.hex`, folder), "utf8");
  const [first = "", ...lines] = text.split("\n");
  const hex = lines.map((line) => line.replace(/#.*/, "")).join("");
  return {
    name,
    schema: first.replace("# rae.v1.", ""),
    bytes: Buffer.from(hex.replace(/\s/g, ""), "hex"),
    value: JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")),
  };
}

const codecs: Readonly<
  Record<
    string,
    { parse: (bytes: Uint8Array) => unknown; again: (bytes: Uint8Array) => Uint8Array }
  >
> = {
  BoxEvent: { parse: parseBoxEvent, again: (bytes) => encodeBoxEvent(parseBoxEvent(bytes)) },
  BoxCommand: { parse: parseCommand, again: (bytes) => encodeCommand(parseCommand(bytes)) },
  CommandOutcome: { parse: parseOutcome, again: (bytes) => encodeOutcome(parseOutcome(bytes)) },
  AuditEntry: {
    parse: parseAuditEntry,
    again: (bytes) => encodeAuditEntry(parseAuditEntry(bytes)),
  },
  Lease: { parse: parseLease, again: (bytes) => encodeLease(parseLease(bytes)) },
  ControlRecord: { parse: parseControl, again: (bytes) => encodeControl(parseControl(bytes)) },
};

const goldens = readdirSync(folder)
  .filter((file) => file.endsWith(".hex"))
  .map((file) => readGolden(file.replace(".hex", "")));

describe("golden bytes", () => {
  it("are there for every kind of message", () => {
    const kinds = goldens.map(({ schema, value }) => {
      const { kind, state } = value as { kind?: string; state?: string };
      if (schema === "AuditEntry") return "audit entry";
      return kind ?? `${schema === "Lease" ? "lease" : "outcome"} ${state}`;
    });
    const seen = new Set(kinds);
    expect([...seen].sort()).toEqual([
      "Attached",
      "AttributesChanged",
      "Birth",
      "Detached",
      "Lost",
      "Roster",
      "Snapshot",
      "Status",
      "aggregator-alive",
      "audit entry",
      "connection-replaced",
      "device",
      "gateway-alive",
      "gateway-stopped",
      "lease ended",
      "lease granted",
      "lease queued",
      "outcome failed",
      "outcome sent",
      "outcome succeeded",
      "outcome unknown",
      "resync-connection",
      "resync-session",
    ]);
  });

  it.each(goldens)("$name means what its JSON says", ({ schema, bytes, value }) => {
    expect(codecs[schema]?.parse(bytes)).toEqual(value);
  });

  it.each(goldens)("$name is written again byte for byte", ({ schema, bytes }) => {
    const again = codecs[schema]?.again(bytes) ?? new Uint8Array();
    expect(Buffer.from(again).toString("hex")).toBe(bytes.toString("hex"));
  });

  it.each(goldens)("$name cut anywhere gives a message or undecodable", ({ schema, bytes }) => {
    for (let length = 0; length < bytes.length; length += 1) {
      expect(errorCodeOf(() => codecs[schema]?.parse(bytes.subarray(0, length)))).toMatch(
        /^(undecodable|none)$/,
      );
    }
  });
});
