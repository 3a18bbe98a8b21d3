import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteFleetView } from "../../src/adapters/sqlite/fleet-view.ts";
import { openSqliteHistory } from "../../src/adapters/sqlite/history.ts";
import { sampleBox, sampleDevice, sampleGateway } from "../../src/testing/index.ts";
import { ApiLab, attributes } from "./api-lab.ts";
import { EventReader } from "./events/event-reader.ts";

let folder: string;
let lab: ApiLab;

const shared = { clock: systemClock, logger: silentLogger };
const open = ({ keepChanges = 1_000 } = {}) =>
  ApiLab.open({
    view: openSqliteFleetView({ ...shared, path: join(folder, "view.sqlite"), keepChanges }),
    history: openSqliteHistory({ ...shared, path: join(folder, "history.sqlite") }),
  });

const device = (revision: number, sessionId = "session-1") =>
  sampleDevice({
    sessionId,
    revision,
    attributes: attributes({ "connection.state": "online", capabilities: ["power"] }, 1),
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-api-"));
  lab = await open();
  const nowMs = systemClock.nowMs();
  await lab.apply({
    boxes: [sampleBox({ sinceMs: nowMs, statusReceivedAtMs: nowMs })],
    gateways: [sampleGateway({ aliveAtMs: nowMs })],
    devices: [device(1)],
  });
  await eventually(async () => expect((await lab.ask("/v1/devices/session-1")).status).toBe(200));
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

test("a fleet that was there before the start is there after it, and changes follow", async () => {
  await lab.close();
  lab = await open();
  await eventually(async () => expect((await lab.ask("/v1/devices/session-1")).status).toBe(200));
  await lab.apply({ devices: [device(2)] });
  await eventually(async () =>
    expect((await lab.ask("/v1/devices/session-1")).body.revision).toBe(2),
  );
});

test("the event stream resumes in the next process, from the view's own changes", async () => {
  const first = await EventReader.open(lab, "?box=box-1");
  await eventually(() => expect(first.lastEventId).not.toBe(""));
  await lab.apply({ devices: [device(2), device(1, "session-2")] });
  await first.take(2);
  await lab.close();
  lab = await open();
  const ended = { reason: "unplugged", receivedAtMs: 1 };
  await lab.apply({ devices: [{ ...device(2, "session-2"), ended }] });
  await eventually(async () => expect((await lab.ask("/v1/devices")).body.items).toHaveLength(1));
  const second = await EventReader.open(lab, "?box=box-1", first.lastEventId);
  const [event] = await second.take(1);
  expect([event?.event, event?.data.id]).toEqual(["device-ended", "session-2"]);
  second.close();
});

test("a position that the view has trimmed gives a reset", async () => {
  const first = await EventReader.open(lab, "?box=box-1");
  await eventually(() => expect(first.lastEventId).not.toBe(""));
  await lab.close();
  lab = await open({ keepChanges: 5 });
  for (let revision = 2; revision < 60; revision += 1) {
    await lab.apply({ devices: [device(revision)] });
  }
  await eventually(async () =>
    expect((await lab.ask("/v1/devices/session-1")).body.revision).toBe(59),
  );
  await lab.close();
  lab = await open({ keepChanges: 5 });
  await eventually(async () => expect((await lab.ask("/v1/devices")).status).toBe(200));
  const second = await EventReader.open(lab, "?box=box-1", first.lastEventId);
  expect((await second.take(1))[0]?.event).toBe("reset");
  second.close();
});

test("an idempotency key is known in the next process", async () => {
  const order = {
    method: "POST",
    body: { capability: "power", command: "on" },
    headers: { "idempotency-key": "key-1" },
  };
  const first = await lab.ask("/v1/devices/session-1/commands", order);
  await lab.tell(first.body.id, { state: "succeeded", result: { state: "on" } });
  await lab.close();
  lab = await open();
  await eventually(async () => {
    const again = await lab.ask("/v1/devices/session-1/commands", order);
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
  });
  expect(lab.log.appended).toEqual([]);
});
