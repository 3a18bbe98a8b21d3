import { expect, test } from "vitest";
import { encodeCommand, parseCommand, stampRemaining } from "../src/index.ts";

const command = {
  kind: "device",
  commandId: "0197a000-0000-7000-8000-000000000001",
  boxId: "box-1",
  sessionId: "0197a000-0000-7000-8000-000000000002",
  capability: "power",
  command: "on",
  parameters: { hard: true },
  remainingMs: 30_000,
  lease: { leaseId: "lease-1", token: 7, remainingMs: 60_000 },
} as const;

test("a stamped command differs in its remaining times alone", () => {
  const stamped = stampRemaining(encodeCommand(command), {
    remainingMs: 12_345,
    leaseRemainingMs: 1,
  });

  expect(parseCommand(stamped)).toEqual({
    ...command,
    remainingMs: 12_345,
    lease: { ...command.lease, remainingMs: 1 },
  });
});

test("a command stamped twice has the last remaining time, and never none", () => {
  const once = stampRemaining(encodeCommand(command), { remainingMs: 20_000 });
  const twice = stampRemaining(once, { remainingMs: 0 });

  expect(parseCommand(twice)).toEqual({ ...command, remainingMs: 1 });
});

test("a stamped command keeps the fields of a newer version", () => {
  // Field 200, a string.
  const unknown = Buffer.from([0xc2, 0x0c, 3, 0x6e, 0x65, 0x77]);
  const stamped = stampRemaining(Buffer.concat([encodeCommand(command), unknown]), {
    remainingMs: 5,
  });

  expect(Buffer.from(stamped).includes(unknown)).toBe(true);
  expect(parseCommand(stamped)).toEqual({ ...command, remainingMs: 5 });
});
