import { describe, expect, test } from "vitest";
import { foldBox } from "../../src/core/fold-box.ts";
import { keptOf } from "../../src/core/last-seen.ts";
import { sampleEvents as events } from "../../src/testing/sample-events.ts";
import { sampleBox, sampleStatus, sampleTimeMs } from "../../src/testing/sample-records.ts";

const receipt = { receivedAtMs: sampleTimeMs + 500, gatewayId: "gateway-2" };
const newer = { ...sampleStatus, agentVersion: "0.2.0" };
const seen = { atMs: sampleTimeMs, sessions: [] };
const roster = { connection: 4, sequence: 9 };
const present = sampleBox({ connection: 5, roster, supersededRegistryIds: ["registry-0"] });
const lost = { ...present, presence: "lost", lostReason: "connection lost" } as const;

test("the first Birth creates a box", () => {
  expect(foldBox(undefined, events.birth({ connection: 3, status: newer }), receipt)).toEqual({
    record: sampleBox({
      connection: 3,
      gatewayId: "gateway-2",
      sinceMs: receipt.receivedAtMs,
      status: newer,
      statusReceivedAtMs: receipt.receivedAtMs,
    }),
  });
});

test.each([events.lost(), events.status()])("$kind of a box never born makes none", (event) => {
  expect(foldBox(undefined, event, receipt)).toEqual({ record: undefined });
});

describe.each([
  ["present", present],
  ["lost", lost],
])("a box that is %s", (_, box) => {
  test("is reborn by a higher connection, and keeps the place of its roster", () => {
    const { record, refused } = foldBox(box, events.birth({ connection: 6 }), receipt);
    expect(refused).toBeUndefined();
    expect(record).toEqual({
      ...present,
      connection: 6,
      gatewayId: "gateway-2",
      sinceMs: receipt.receivedAtMs,
      statusReceivedAtMs: receipt.receivedAtMs,
    });
  });

  test("ignores a Birth of its own connection: repeated, or overtaken by its end", () => {
    const { record, refused } = foldBox(box, events.birth({ connection: 5 }), receipt);
    expect(record).toBe(box);
    expect(refused).toBeUndefined();
  });

  test("refuses a Birth of a lower connection", () => {
    const { record, refused } = foldBox(box, events.birth({ connection: 4 }), receipt);
    expect(record).toBe(box);
    expect(refused).toEqual({
      boxId: "box-1",
      refusedRegistryId: "registry-1",
      refusedConnection: 4,
      haveConnection: 5,
      registrySuperseded: false,
    });
  });

  test("refuses a Birth of a superseded registry, however high its connection", () => {
    const birth = events.birth({ registryId: "registry-0", connection: 99 });
    const { record, refused } = foldBox(box, birth, receipt);
    expect(record).toBe(box);
    expect(refused).toMatchObject({
      refusedRegistryId: "registry-0",
      refusedConnection: 99,
      haveConnection: 5,
      registrySuperseded: true,
    });
  });

  test("takes a registry that it does not know, and supersedes its own", () => {
    const birth = events.birth({ registryId: "registry-2", connection: 1 });
    const { record } = foldBox(box, birth, receipt);
    expect(record).toMatchObject({
      registryId: "registry-2",
      connection: 1,
      presence: "present",
      supersededRegistryIds: ["registry-0", "registry-1"],
    });
    expect(record).not.toHaveProperty("roster");
    expect(record).not.toHaveProperty("lostReason");
  });

  test("is lost by a Lost of a connection whose Birth was not seen", () => {
    const event = events.lost({ connection: 6, reason: "stopped" });
    expect(foldBox(box, event, receipt).record).toMatchObject({
      connection: 6,
      presence: "lost",
      lostReason: "stopped",
      sinceMs: receipt.receivedAtMs,
    });
  });

  test.each([
    ["a lower connection", events.status({ connection: 4 }), false],
    ["a superseded registry", events.status({ connection: 9, registryId: "registry-0" }), true],
  ])("refuses a Status of %s, as its Birth was", (_name, event, registrySuperseded) => {
    const { record, refused } = foldBox(box, event, receipt);
    expect(record).toBe(box);
    expect(refused).toEqual({
      boxId: "box-1",
      refusedRegistryId: event.registryId,
      refusedConnection: event.connection,
      haveConnection: 5,
      registrySuperseded,
    });
  });

  test.each([
    ["a Lost of a lower connection, as a late will is", events.lost({ connection: 4 })],
    ["a Lost of a superseded registry", events.lost({ connection: 9, registryId: "registry-0" })],
    ["a Lost of an unknown registry", events.lost({ connection: 9, registryId: "registry-9" })],
    ["a Status of a lower connection", events.status({ connection: 4, status: newer })],
    ["a Status of a higher connection", events.status({ connection: 6, status: newer })],
    ["a Status of another registry", events.status({ connection: 5, registryId: "registry-0" })],
  ])("ignores %s", (_name, event) => {
    expect(foldBox(box, event, receipt).record).toBe(box);
  });

  test("by a new registry supersedes those that only its sessions tell of", () => {
    const birth = events.birth({ registryId: "registry-2", connection: 1 });
    const told = ["registry-9", "registry-1", "registry-2"];
    expect(foldBox(box, birth, receipt, told).record).toMatchObject({
      registryId: "registry-2",
      supersededRegistryIds: ["registry-0", "registry-9", "registry-1"],
    });
  });
});

test("the first Birth supersedes the registries that only sessions tell of", () => {
  const birth = events.birth({ registryId: "registry-2" });
  expect(foldBox(undefined, birth, receipt, ["registry-1"]).record).toMatchObject({
    registryId: "registry-2",
    supersededRegistryIds: ["registry-1"],
  });
});

test("a present box is lost by a Lost of its connection, and stays so at the time of the first", () => {
  const first = foldBox(present, events.lost({ connection: 5, reason: "stopped" }), receipt).record;
  expect(first).toMatchObject({ presence: "lost", lostReason: "stopped" });
  const later = { ...receipt, receivedAtMs: receipt.receivedAtMs + 9_000 };
  expect(foldBox(first, events.lost({ connection: 5 }), later).record).toBe(first);
});

test("a Status of the current connection is taken, a repeated one is not", () => {
  const event = events.status({ connection: 5, status: newer });
  const { record } = foldBox(present, event, receipt);
  expect(record).toEqual({
    ...present,
    status: newer,
    statusReceivedAtMs: receipt.receivedAtMs,
  });
  expect(foldBox(record, event, receipt).record).toBe(record);
});

test("a Status of a lost box is ignored", () => {
  expect(foldBox(lost, events.status({ connection: 5, status: newer }), receipt).record).toBe(lost);
});

test("of superseded registries the newest 32 are remembered", () => {
  let box = sampleBox({ registryId: "registry-0" });
  for (let index = 1; index <= 40; index += 1) {
    const birth = events.birth({ registryId: `registry-${index}`, connection: index });
    box = foldBox(box, birth, receipt).record ?? box;
  }
  expect(box.registryId).toBe("registry-40");
  expect(box.supersededRegistryIds).toHaveLength(32);
  expect(box.supersededRegistryIds[0]).toBe("registry-8");
  expect(box.supersededRegistryIds.at(-1)).toBe("registry-39");
});

test("a box shows the certificate of its newest birth, also when it is lost", () => {
  const at = (certificateExpiresAtMs: number) => ({
    ...{ receivedAtMs: 1, gatewayId: "gateway-1", certificateExpiresAtMs },
  });
  const first = foldBox(undefined, events.birth({ connection: 1 }), at(10)).record;
  const second = foldBox(first, events.birth({ connection: 2 }), at(20)).record;
  const unknown = { receivedAtMs: 1, gatewayId: "gateway-1" };
  const lost = foldBox(second, events.lost({ connection: 2 }), unknown).record;
  expect(lost).toMatchObject({ presence: "lost", certificateExpiresAtMs: 20 });
  const third = foldBox(lost, events.birth({ connection: 3 }), unknown).record;
  expect(third).not.toHaveProperty("certificateExpiresAtMs");
});

test("a box belongs to the tenant of its newest birth, and stays there if a gateway does not say whose it is", () => {
  const unknown = { receivedAtMs: 1, gatewayId: "gateway-1" };
  const of = (tenant: string) => ({ ...unknown, tenant });
  const born = foldBox(undefined, events.birth({ connection: 1 }), unknown).record;
  expect(born).not.toHaveProperty("tenant");
  const a = foldBox(born, events.birth({ connection: 2 }), of("partner-a")).record;
  const lost = foldBox(a, events.lost({ connection: 2 }), unknown).record;
  expect(lost).toMatchObject({ presence: "lost", tenant: "partner-a" });
  const silent = foldBox(lost, events.birth({ connection: 3 }), unknown).record;
  expect(silent?.tenant).toBe("partner-a");
  const anew = { registryId: "registry-2", connection: 1 };
  expect(foldBox(silent, events.birth(anew), unknown).record?.tenant).toBe("partner-a");
  const b = foldBox(silent, events.birth({ connection: 4 }), of("partner-b")).record;
  expect(b?.tenant).toBe("partner-b");
  expect(foldBox(b, events.birth({ connection: 3 }), of("partner-a")).record).toBe(b);
});

test("when values were last seen is kept with the status, in a birth too, until a status does not say it", () => {
  const status = { ...sampleStatus, seen };
  const { record } = foldBox(present, events.birth({ connection: 6, status }), receipt);
  expect(record?.status).toEqual(sampleStatus);
  expect(record?.seen).toEqual(keptOf(status).seen);
  const later = { ...receipt, receivedAtMs: receipt.receivedAtMs + 1 };
  const next = foldBox(record, events.status({ connection: 6, status: newer }), later);
  expect(next.record).toMatchObject({ status: newer, statusReceivedAtMs: later.receivedAtMs });
  expect(next.record).not.toHaveProperty("seen");
});

test("a box that is lost keeps what it said last of when values were seen", () => {
  const box = { ...present, ...keptOf({ ...sampleStatus, seen }) };
  expect(foldBox(box, events.lost({ connection: 5 }), receipt).record?.seen).toBe(box.seen);
});
