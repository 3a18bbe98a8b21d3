import {
  type AuditEntry,
  encodeAuditEntry,
  encodeCommand,
  logHeaders,
  logTopics,
  uuidV7,
} from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleTimeMs } from "../../src/testing/index.ts";
import { AggregatorLab } from "./aggregator-lab.ts";

let lab: AggregatorLab;
beforeEach(() => {
  lab = new AggregatorLab();
});
afterEach(() => lab.close());

const begun: AuditEntry = {
  ...{ entryId: uuidV7(sampleTimeMs), atMs: sampleTimeMs, principalId: "admin" },
  ...{ principalName: "administrator", tenant: "default", action: "leases.break" },
  ...{ resource: "/v1/leases/l1/break", outcome: "begun", requestId: "r1" },
  ...{ sourceAddress: "192.0.2.7", times: 1 },
};
const done = { ...begun, outcome: "done" } as const;

test("an entry on the log is in the history, as it ended, whatever comes again", async () => {
  const aggregator = lab.open();
  await lab.append(logTopics.audit, [record(begun), record(done), record(begun)]);
  await lab.settled(aggregator);
  expect(await audited()).toEqual([done]);
});

test("bytes that are no entry, and an entry under another key, are dead letters", async () => {
  const aggregator = lab.open();
  await lab.append(logTopics.audit, [
    lab.stamped(begun.entryId, Uint8Array.of(255, 255)),
    lab.stamped("another", encodeAuditEntry(begun)),
    record(done),
  ]);
  await lab.settled(aggregator);
  expect(await audited()).toEqual([done]);
  expect(await lab.records(logTopics.deadLetters)).toHaveLength(2);
});

test("a history that fails in the middle is caught up with", async () => {
  const aggregator = lab.open();
  lab.history.fail(3);
  await lab.append(logTopics.audit, [record(done)]);
  await lab.settled(aggregator);
  expect(await audited()).toEqual([done]);
});

test("a command brings its entry along; one that cannot be read does not keep it from its device", async () => {
  const aggregator = lab.open();
  const entry = { ...done, action: "devices.command" };
  await lab.append(logTopics.commands, [
    command("c1", Buffer.from(encodeAuditEntry(entry)).toString("base64")),
    command("c2", "no entry"),
  ]);
  await lab.settled(aggregator);
  expect(await audited()).toEqual([entry]);
  expect([...(await lab.history.readCommands(["c1", "c2"])).keys()].sort()).toEqual(["c1", "c2"]);
});

function record(entry: AuditEntry) {
  return lab.stamped(entry.entryId, encodeAuditEntry(entry));
}

function command(commandId: string, audit: string) {
  const bytes = encodeCommand({
    ...{ kind: "device", commandId, boxId: "box-1", sessionId: "session-1" },
    ...{ capability: "power", command: "on", parameters: {}, remainingMs: 30_000 },
  });
  const { headers, ...stamped } = lab.stamped("box-1", bytes);
  return { ...stamped, headers: { ...headers, [logHeaders.audit]: audit } };
}

async function audited() {
  const all = { fromMs: sampleTimeMs - 1, toMs: sampleTimeMs + 86_400_000, limit: 100 };
  return (await lab.history.readAudit(all)).entries;
}
