import { silentLogger } from "@rae/kit";
import { encodeCommand } from "@rae/protocol";
import { expect, test } from "vitest";
import { commandIntake } from "../../src/sessions/command-intake.ts";

function intake() {
  const taken: string[] = [];
  const take = commandIntake(
    "rae-1",
    {
      device: ({ commandId }) => taken.push(`device ${commandId}`),
      resyncSession: ({ sessionId }) => taken.push(`session ${sessionId}`),
      resyncConnection: ({ haveConnection }) => taken.push(`connection ${haveConnection}`),
      connectionReplaced: ({ peer }) => taken.push(`replaced by ${peer}`),
    },
    silentLogger,
  );
  return { take, taken };
}

const ids = { commandId: "c1", boxId: "rae-1" };
const device = {
  ...{ ...ids, kind: "device" as const, sessionId: "s1", remainingMs: 1 },
  ...{ capability: "power", command: "on", parameters: {} },
};

test("each kind of command reaches the one who acts on it", () => {
  const { take, taken } = intake();
  take(encodeCommand(device));
  take(
    encodeCommand({
      ...{ ...ids, kind: "resync-session", sessionId: "s2" },
      ...{ haveRevision: 1, sessionEnded: false },
    }),
  );
  take(
    encodeCommand({
      ...{ ...ids, kind: "resync-connection", refusedRegistryId: "r" },
      ...{ refusedConnection: 1, haveConnection: 7, registrySuperseded: false },
    }),
  );
  take(encodeCommand({ ...ids, kind: "connection-replaced", peer: "192.0.2.9 40112" }));
  expect(taken).toEqual(["device c1", "session s2", "connection 7", "replaced by 192.0.2.9 40112"]);
});

test.each([
  ["bytes that are no command", Uint8Array.of(255, 255, 255)],
  ["an empty payload", new Uint8Array()],
  ["a command for another box", encodeCommand({ ...device, boxId: "rae-2" })],
  ["a kind of a newer control plane", encodeCommand({ ...ids, kind: "unknown", kindNumber: 99 })],
])("%s reaches nobody and harms nothing", (_name, payload) => {
  const { take, taken } = intake();
  take(payload);
  take(encodeCommand(device));
  expect(taken).toEqual(["device c1"]);
});
