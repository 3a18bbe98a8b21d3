import { eventually } from "@rae/kit/testing";
import { type DeviceEvent, encodeBoxEvent } from "@rae/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HistoryEntryJson } from "../../src/api/json/history-json.ts";
import type { HistoryEntry } from "../../src/ports/history.ts";
import {
  sampleDevice,
  sampleEntry,
  sampleGrantedLease,
  sampleTimeMs,
} from "../../src/testing/index.ts";
import { ApiLab, attributes } from "./api-lab.ts";

let lab: ApiLab;

const origin = {
  boxId: "box-1",
  registryId: "registry-1",
  connection: 1,
  sequence: 1,
  observedAtMs: sampleTimeMs,
  sessionId: "session-1",
};

function entry(event: DeviceEvent, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return sampleEntry({
    revision: event.revision,
    kind: event.kind === "unknown" ? `unknown:${event.kindNumber}` : event.kind,
    slot: event.kind === "Snapshot" ? "snapshot" : "change",
    receivedAtMs: sampleTimeMs + event.revision * 1_000,
    payload: encodeBoxEvent(event),
    ...changes,
  });
}

const set = attributes({ "power.state": "on" }, sampleTimeMs);
const entries = [
  entry({ ...origin, kind: "Attached", revision: 1, attributes: set }),
  entry({ ...origin, kind: "AttributesChanged", revision: 2, attributes: set, removed: ["x.old"] }),
  entry({ ...origin, kind: "Snapshot", revision: 2, attributes: set }),
  entry({
    ...{ ...origin, kind: "Snapshot", revision: 6, attributes: set },
    supersedes: { from: 3, to: 5 },
  }),
  entry({ ...origin, kind: "unknown", kindNumber: 99, revision: 7 }),
  entry({ ...origin, kind: "Detached", revision: 8, reason: "unplugged" }, { clockSuspect: true }),
  sampleEntry({ revision: 9, payload: Uint8Array.of(255) }),
];

beforeAll(async () => {
  lab = await ApiLab.open();
  await lab.history.write({ entries, devices: [], boxes: [], commands: [], leases: [] });
  await lab.apply({ devices: [sampleDevice()] });
  await eventually(async () => expect((await lab.ask("/v1/devices/session-1")).status).toBe(200));
});
afterAll(() => lab.close());

const revisions = async (query: string) => {
  const { body } = await lab.ask(`/v1/devices/session-1/history${query}`);
  return body.items.map(({ revision }) => revision);
};

test("events come decoded, each with what its kind carries", async () => {
  const { body } = await lab.ask("/v1/devices/session-1/history?order=oldest-first");
  const value = { value: "on", observedAt: "2023-11-14T22:13:20.000Z" };
  expect(body.items).toMatchObject([
    {
      kind: "Attached",
      attributes: { "power.state": value },
      receivedAt: "2023-11-14T22:13:21.000Z",
    },
    { kind: "AttributesChanged", slot: "change", removed: ["x.old"] },
    { kind: "Snapshot", slot: "snapshot", revision: 2 },
    { kind: "Snapshot", supersedes: { from: 3, to: 5 } },
    { kind: "unknown:99" },
    { kind: "Detached", reason: "unplugged", clockSuspect: true },
    { revision: 9, undecodable: true },
  ]);
});

test.each([
  ["", [9, 8, 7, 6, 2, 2, 1]],
  ["?order=oldest-first", [1, 2, 2, 6, 7, 8, 9]],
  ["?afterRevision=2", [6, 7, 8, 9]],
  ["?afterRevision=6&order=newest-first", [2, 2, 1]],
  ["?from=2023-11-14T22:13:22Z&to=2023-11-14T22:13:27Z&order=oldest-first", [2, 2, 6]],
  ["?from=2023-11-15T00:13:27%2B02:00&order=oldest-first", [7, 8]],
  ["?limit=2&order=oldest-first", [1]],
  ["?limit=1&afterRevision=1", [2, 2]],
])("history%s", async (query, expected) => {
  expect(await revisions(query)).toEqual(expected);
});

test.each([
  ["newest-first", 1],
  ["newest-first", 2],
  ["newest-first", 3],
  ["oldest-first", 1],
  ["oldest-first", 2],
  ["oldest-first", 3],
])("pages %s of %d hold every entry once", async (order, limit) => {
  const found: number[] = [];
  let cursor = "";
  for (let pages = 0; pages < 10; pages += 1) {
    const path = `/v1/devices/session-1/history?order=${order}&limit=${limit}${cursor}`;
    const { body } = await lab.ask(path);
    found.push(...body.items.map(({ revision }) => revision));
    if (body.nextCursor === null) break;
    cursor = `&cursor=${body.nextCursor}`;
  }
  expect(found).toEqual(await revisions(`?order=${order}`));
});

test("a cursor of another device or order is refused", async () => {
  await lab.apply({ devices: [sampleDevice({ sessionId: "session-2" })] });
  const { body } = await lab.ask("/v1/devices/session-1/history?limit=1");
  const other = await lab.ask(`/v1/devices/session-2/history?cursor=${body.nextCursor}`);
  expect(other.body.code).toBe("bad-cursor");
  const turned = `/v1/devices/session-1/history?order=oldest-first&cursor=${body.nextCursor}`;
  expect((await lab.ask(turned)).body.code).toBe("bad-cursor");
});

describe("a device that was leased", () => {
  const sessionId = "leased-1";
  const devices = [{ sessionId, boxId: "box-1", token: 7 }];
  const path = `/v1/devices/${sessionId}/history`;
  const over = (atMs: number) =>
    ({ state: "ended", ended: { reason: "released", atMs, by: "admin", detail: "done" } }) as const;
  const atS = (seconds: number) => sampleTimeMs + seconds * 1_000;
  const leaseOf = (leaseId: string, grantedS: number, endedS?: number) =>
    sampleGrantedLease({
      ...{ leaseId, devices, holder: `job ${leaseId}`, grantedAtMs: atS(grantedS) },
      ...(endedS === undefined ? {} : over(atS(endedS))),
    });
  const event = { ...origin, kind: "AttributesChanged", attributes: set, removed: [] } as const;
  const told = async (query: string) => {
    const { body } = await lab.ask(`${path}${query}`);
    const items = body.items as readonly unknown[] as readonly HistoryEntryJson[];
    return items.map(({ revision, kind, lease }) => revision ?? `${kind} ${lease?.id}`);
  };
  const wholeStory = [
    "LeaseGranted a",
    ...[1, "LeaseEnded a", 2, 3, "LeaseGranted b", "LeaseEnded b", "LeaseGranted c"],
  ];

  beforeAll(async () => {
    await lab.history.write({
      entries: [1, 2, 3].map((revision) => ({ ...entry({ ...event, revision }), sessionId })),
      leases: [leaseOf("a", 0.5, 1.5), leaseOf("b", 4, 5), leaseOf("c", 6)],
      ...{ devices: [], boxes: [], commands: [] },
    });
    await lab.apply({ devices: [sampleDevice({ sessionId })] });
    await eventually(async () => expect((await lab.ask(path)).status).toBe(200));
  });

  test("its history says who was given it, what for, and why that ended", async () => {
    const { body } = await lab.ask(`${path}?order=oldest-first&limit=3`);
    const lease = {
      ...{ id: "a", holder: "job a", token: 7 },
      ended: { reason: "released", by: "admin", detail: "done" },
    };
    expect(body.items).toMatchObject([
      { slot: "lease", kind: "LeaseGranted", receivedAt: "2023-11-14T22:13:20.500Z", lease },
      { slot: "change", revision: 1 },
      { slot: "lease", kind: "LeaseEnded", receivedAt: "2023-11-14T22:13:21.500Z", lease },
    ]);
  });

  test.each([
    ["?order=oldest-first", wholeStory],
    ["", wholeStory.toReversed()],
    ["?afterRevision=1", [2, 3]],
    [
      "?order=oldest-first&from=2023-11-14T22:13:21Z&to=2023-11-14T22:13:24Z",
      [1, "LeaseEnded a", 2, 3],
    ],
    ["?from=2023-11-14T22:13:21Z&to=2023-11-14T22:13:24Z", [3, 2, "LeaseEnded a", 1]],
    ["?order=oldest-first&from=2023-11-14T22:13:24.500Z", ["LeaseEnded b", "LeaseGranted c"]],
  ])("history%s", async (query, expected) => {
    expect(await told(query)).toEqual(expected);
  });

  test.each(
    ["newest-first", "oldest-first"].flatMap((order) =>
      [1, 2, 3, 4].map((limit) => [order, limit]),
    ),
  )("pages %s of %d hold every entry once", async (order, limit) => {
    const found: unknown[] = [];
    let cursor = "";
    for (let pages = 0; pages < 20; pages += 1) {
      const query = `?order=${order}&limit=${limit}`;
      found.push(...(await told(`${query}${cursor}`)));
      const { body } = await lab.ask(`${path}${query}${cursor}`);
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(found).toEqual(order === "oldest-first" ? wholeStory : wholeStory.toReversed());
  });
});

test("a device that nobody knows has no history", async () => {
  expect((await lab.ask("/v1/devices/session-9/history")).body.code).toBe("device-not-found");
});

test("a time that no calendar has is refused", async () => {
  const path = "/v1/devices/session-1/history?from=2023-13-45T00:00:00Z";
  expect((await lab.ask(path)).body.code).toBe("bad-request");
});
