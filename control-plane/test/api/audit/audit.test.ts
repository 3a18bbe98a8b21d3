import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import {
  type AuditEntry,
  encodeAuditEntry,
  logTopics,
  parseAuditEntry,
  uuidV7,
} from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleBox, sampleDevice, sampleGateway } from "../../../src/testing/index.ts";
import { ApiLab, type AskOptions, attributes } from "../api-lab.ts";

let lab: ApiLab;
beforeEach(async () => {
  lab = await ApiLab.open({ limits: { appendMs: 300 } });
  const nowMs = systemClock.nowMs();
  const values = { "connection.state": "online", capabilities: ["remote-control"] };
  await lab.apply({
    boxes: [sampleBox({ sinceMs: nowMs, statusReceivedAtMs: nowMs })],
    gateways: [sampleGateway({ aliveAtMs: nowMs })],
    devices: [sampleDevice({ attributes: attributes(values, nowMs) })],
  });
  await eventually(async () => expect((await lab.ask("/v1/devices/session-1")).status).toBe(200));
});
afterEach(() => lab.close());

const press = { capability: "remote-control", command: "press", parameters: { key: "home" } };
const commands = "/v1/devices/session-1/commands";
const post = (path: string, body: unknown, options: AskOptions = {}) =>
  lab.ask(path, { method: "POST", body, ...options });
const onLog = () => lab.log.audited;
interface Listed {
  readonly entryId: string;
  readonly times: number;
}
const itemsOf = ({ body }: { readonly body: unknown }) =>
  (body as { readonly items: readonly Listed[] }).items;
const listed = async (query = "") => itemsOf(await lab.ask(`/v1/audit${query}`));

test("a command brings its entry along, and nothing else is appended for it", async () => {
  const headers = { "x-request-id": "request-7" };
  expect((await post(commands, press, { headers })).status).toBe(202);
  expect(await listed()).toEqual([
    {
      entryId: expect.any(String),
      at: expect.any(String),
      principal: { id: "admin", name: "administrator" },
      ...{ tenant: "default", action: "devices.command", resource: commands },
      ...{ outcome: "done", code: null, requestId: "request-7" },
      ...{ sourceAddress: "127.0.0.1", times: 1 },
    },
  ]);
  expect(lab.log.appended.map(({ topic }) => topic)).toEqual([logTopics.commands]);
});

test("what was sent is not in it", async () => {
  const secret = { ...press, parameters: { key: "home", pin: "a-secret-word" } };
  await post(commands, secret);
  await post("/v1/leases?hint=a-secret-word", { device: "session-1", purpose: "a-secret-word" });
  await post("/v1/leases", { device: "session-1", purpose: "a-secret-word" });
  await eventually(() => expect(onLog().length).toBeGreaterThan(0));
  for (const { record } of lab.log.appended) {
    const entry = Buffer.from(record.headers.audit ?? "", "base64");
    expect(entry.toString("latin1")).not.toContain("a-secret-word");
  }
  for (const entry of onLog()) expect(JSON.stringify(entry)).not.toContain("a-secret-word");
});

test("a change is on the log before it is made, and its outcome after it", async () => {
  await post("/v1/leases", { device: "nobody" });
  const [first] = onLog();
  expect(first).toMatchObject({ action: "leases.acquire", outcome: "begun" });
  await eventually(() => expect(onLog()).toHaveLength(2));
  expect(onLog()[1]).toMatchObject({
    ...{ entryId: first?.entryId, outcome: "refused", code: "device-not-found" },
  });
  expect(await listed()).toMatchObject([{ outcome: "refused", code: "device-not-found" }]);
});

test("a change that the audit cannot be told of is not made", async () => {
  lab.log.leave();
  const { status, body } = await post("/v1/leases", { device: "session-1" });
  expect(status).toBe(503);
  expect(body).toMatchObject({ code: "log-unavailable" });
  lab.log.comeBack();
  expect((await lab.ask("/v1/leases")).body.items).toEqual([]);
});

test("a command that is refused is told of, though nothing of it is on the log", async () => {
  await post(commands, { ...press, capability: "ir" });
  await eventually(async () =>
    expect(await listed("?outcome=refused")).toMatchObject([
      { action: "devices.command", outcome: "refused", resource: commands },
    ]),
  );
  expect(lab.log.commands).toEqual([]);
});

test("refusals of one kind are one entry, with their number; the platform alone hears of strangers", async () => {
  const strangers = Array.from({ length: 20 }, () =>
    fetch(`${lab.url}/v1/devices`, { headers: { authorization: "Bearer wrong" } }),
  );
  await Promise.all(strangers);
  await eventually(async () => {
    const entries = await listed("?outcome=refused");
    expect(entries[0]).toMatchObject({
      ...{ principal: { id: "", name: "" }, tenant: "*", code: "unauthenticated" },
    });
    expect(entries.reduce((sum, { times }) => sum + times, 0)).toBe(20);
  });
});

test("refusals that the log did not take wait for it", async () => {
  lab.log.leave();
  await post(commands, { ...press, capability: "ir" });
  await lab.ask("/v1/devices");
  lab.log.comeBack();
  await eventually(async () => expect(await listed("?outcome=refused")).toHaveLength(1));
});

test("what waits is told before the api is closed", async () => {
  await post(commands, { ...press, capability: "ir" });
  await lab.stop();
  expect(onLog()).toMatchObject([{ outcome: "refused" }]);
});

test("reading, and a request that is none, are not told", async () => {
  await lab.ask("/v1/devices");
  await post("/v1/match", {});
  expect((await post(commands, "{")).status).toBe(400);
  await lab.stop();
  expect(onLog()).toEqual([]);
});

test("pages follow each other; a cursor of another list is refused", async () => {
  const entries = Array.from({ length: 7 }, (_, index) => sampleEntry(`r${index}`));
  await lab.history.writeAudit(entries);
  const first = await lab.ask("/v1/audit?limit=4");
  const rest = await lab.ask(`/v1/audit?limit=4&cursor=${first.body.nextCursor}`);
  const ids = [...itemsOf(first), ...itemsOf(rest)].map(({ entryId }) => entryId);
  expect(ids).toEqual(
    entries
      .map(({ entryId }) => entryId)
      .sort()
      .reverse(),
  );
  expect(rest.body.nextCursor).toBeNull();
  expect((await lab.ask("/v1/audit?cursor=x")).body).toMatchObject({ code: "bad-cursor" });
  const past = "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z";
  expect((await lab.ask(`/v1/audit${past}`)).status).toBe(400);
});

function sampleEntry(requestId: string): AuditEntry {
  const atMs = Math.floor(systemClock.nowMs()) - 1_000;
  const entry: AuditEntry = {
    ...{ entryId: uuidV7(atMs), atMs, principalId: "admin", principalName: "", tenant: "default" },
    ...{ action: "leases.hold", resource: "/v1/leases/l1", outcome: "done", requestId },
    ...{ sourceAddress: "127.0.0.1", times: 1 },
  };
  return parseAuditEntry(encodeAuditEntry(entry));
}
