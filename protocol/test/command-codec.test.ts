import {
  type BoxCommand,
  type CommandOutcome,
  encodeCommand,
  encodeOutcome,
  isTerminal,
  parseCommand,
  parseControl,
  parseOutcome,
  terminalStates,
} from "@rae/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCodeOf } from "./error-code-of.ts";

const base = { commandId: "0190a0a0-0000-7000-8000-000000000003", boxId: "box-1" };
const press = {
  ...base,
  kind: "device",
  sessionId: "s",
  capability: "remote-control",
  command: "press",
  parameters: { key: "home" },
  remainingMs: 0,
} as const;
const commands: readonly BoxCommand[] = [
  press,
  { ...press, parameters: {}, lease: { leaseId: "l", token: 0, remainingMs: 0 } },
  { ...base, kind: "resync-session", sessionId: "s", haveRevision: 0, sessionEnded: false },
  {
    ...base,
    kind: "resync-connection",
    refusedRegistryId: "r",
    refusedConnection: 0,
    haveConnection: 9,
    registrySuperseded: true,
  },
  { ...base, kind: "connection-replaced", peer: "192.0.2.9 40112" },
  { ...base, kind: "unknown", kindNumber: 77 },
];
const outcome: CommandOutcome = {
  ...base,
  sessionId: "s",
  state: "succeeded",
  source: "agent",
  result: { nested: { list: [1, null, "x"] } },
  atMs: 5,
  durationMs: 0.25,
};

/** JSON of lists inside of one another. */
function nested(depth: number): { readonly deep: unknown } {
  let value: unknown = 1;
  for (let level = 1; level < depth; level += 1) value = [value];
  return { deep: value };
}

describe("commands on the wire", () => {
  it.each(commands.map((command) => [command.kind, command] as const))(
    "%s comes back as it went",
    (_, command) => {
      expect(parseCommand(encodeCommand(command))).toEqual(command);
    },
  );

  it.each<[string, BoxCommand]>([
    ["no id", { ...press, commandId: "" }],
    ["an id that is too long", { ...press, commandId: "c".repeat(65) }],
    ["a box id that is none", { ...press, boxId: "Box" }],
    ["no session", { ...press, sessionId: "" }],
    ["a time left beyond 2^53", { ...press, remainingMs: 2 ** 60 }],
    ["the kind 0", { ...base, kind: "unknown", kindNumber: 0 }],
    ["parameters nested without end", { ...press, parameters: nested(40) }],
  ])("with %s are undecodable", (_, command) => {
    expect(errorCodeOf(() => parseCommand(encodeCommand(command)))).toBe("undecodable");
  });

  it.each(["[1]", "7", "null", "{"])("with the parameters %s are undecodable", (json) => {
    const bytes = Buffer.from(encodeCommand({ ...press, parameters: {} }));
    const at = bytes.indexOf("{}");
    const text = Buffer.from(json);
    const changed = Buffer.concat([
      bytes.subarray(0, at - 1),
      Buffer.from([text.length]),
      text,
      bytes.subarray(at + 2),
    ]);
    expect(errorCodeOf(() => parseCommand(changed))).toBe("undecodable");
  });
});

describe("outcomes on the wire", () => {
  it("come back as they went", () => {
    expect(parseOutcome(encodeOutcome(outcome))).toEqual(outcome);
  });

  it.each<[string, CommandOutcome]>([
    ["no command", { ...outcome, commandId: "" }],
    ["a box id that is none", { ...outcome, boxId: "" }],
    ["a session that is too long", { ...outcome, sessionId: "s".repeat(65) }],
    ["a time that is no date", { ...outcome, atMs: 9e15 }],
    ["a duration below zero", { ...outcome, durationMs: -1 }],
    ["a duration without end", { ...outcome, durationMs: Number.POSITIVE_INFINITY }],
    ["a result nested without end", { ...outcome, result: nested(40) }],
  ])("with %s are undecodable", (_, wrong) => {
    expect(errorCodeOf(() => parseOutcome(encodeOutcome(wrong)))).toBe("undecodable");
  });

  it("from a source that is none are undecodable", () => {
    const bytes = Buffer.from(encodeOutcome(outcome));
    bytes.write("agEnt", bytes.indexOf("agent"));
    expect(errorCodeOf(() => parseOutcome(bytes))).toBe("undecodable");
  });

  it("may nest a result as deep as anybody needs", () => {
    expect(errorCodeOf(() => parseOutcome(encodeOutcome({ ...outcome, result: nested(30) })))).toBe(
      "none",
    );
  });
});

describe("control records on the wire", () => {
  it("without a gateway are undecodable", () => {
    expect(errorCodeOf(() => parseControl(Buffer.from([0x10, 1])))).toBe("undecodable");
  });
});

it.each([
  ["parseCommand", parseCommand],
  ["parseOutcome", parseOutcome],
  ["parseControl", parseControl],
] as const)("%s makes a message or undecodable of random bytes", (_, parse) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(errorCodeOf(() => parse(bytes))).toMatch(/^(none|undecodable)$/);
    }),
    { numRuns: 1000 },
  );
});

it("pending, sent and started are not terminal; every terminal state is", () => {
  const states = ["pending", "sent", "started", ...terminalStates] as const;
  expect(states.filter(isTerminal)).toEqual([...terminalStates]);
});
