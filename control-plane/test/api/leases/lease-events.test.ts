import { eventually, ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  sampleBox,
  sampleDevice,
  sampleGateway,
  sampleGrantedLease,
  sampleLease,
  sampleStatus,
  sampleTimeMs,
} from "../../../src/testing/index.ts";
import { ApiLab, attributes } from "../api-lab.ts";
import { EventReader, type ReadEvent } from "../events/event-reader.ts";

let lab: ApiLab;
let clock: ManualClock;
const readers: EventReader[] = [];

const status = { ...sampleStatus, enforcesLeases: true } as const;
const ended = { reason: "broken", atMs: sampleTimeMs + 9, by: "admin", detail: "hangs" } as const;
const over = sampleGrantedLease({ version: 4, state: "ended", ended });
const device = (sessionId: string, asset: string) =>
  sampleDevice({
    sessionId,
    attributes: attributes({ "connection.state": "online", "identity.asset": asset }, sampleTimeMs),
  });

beforeEach(async () => {
  clock = new ManualClock(sampleTimeMs);
  lab = await ApiLab.open({ clock });
  await lab.apply({
    boxes: [sampleBox({ status })],
    gateways: [sampleGateway()],
    devices: [device("session-1", "tv-1"), device("session-2", "tv-2")],
  });
  await eventually(async () => expect((await list("")).items).toHaveLength(2));
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await lab.close();
});

const list = async (query: string) => (await lab.ask(`/v1/devices${query}`)).body;
const one = async (id = "session-1") => (await lab.ask(`/v1/devices/${id}`)).body;
const shows = async (state: string) =>
  eventually(async () => expect((await one()).availability.state).toBe(state));

async function open(query: string, lastEventId?: string): Promise<EventReader> {
  const reader = await EventReader.open(lab, query, lastEventId);
  readers.push(reader);
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  return reader;
}

const told = ({ event, data }: ReadEvent) => [event, data.id];

test("a lease and its devices are told, to those whom they concern", async () => {
  const all = await open("");
  const first = await open("?attribute=identity.asset:tv-1");
  const second = await open("?attribute=identity.asset:tv-2");
  await lab.apply({ leases: [sampleLease()] });
  await lab.apply({ leases: [sampleGrantedLease()] });
  expect((await all.take(3)).map(told)).toEqual([
    ["lease", "lease-1"],
    ["lease", "lease-1"],
    ["device", "session-1"],
  ]);
  const [lease, leased] = await first.take(2);
  expect(lease).toMatchObject({ event: "lease", data: { state: "granted", ended: null } });
  expect(leased?.data.availability.state).toBe("leased");
  // What is told next of its own device shows that nothing came before.
  await lab.apply({ devices: [{ ...device("session-2", "tv-2"), revision: 2 }] });
  expect((await second.take(1)).map(told)).toEqual([["device", "session-2"]]);
});

test("who asks for the devices of a holder is told of the end of his lease", async () => {
  await lab.apply({ leases: [sampleGrantedLease()] });
  await shows("leased");
  const his = await open("?leasedBy=job-1");
  await lab.apply({ leases: [over] });
  const [lease, gone] = await his.take(2);
  expect(lease).toMatchObject({ event: "lease", data: { ended: { reason: "broken" } } });
  expect(gone).toMatchObject({ event: "device-unmatched", data: { id: "session-1" } });
});

test("who comes back is told of the leases that changed meanwhile, once and as they are", async () => {
  const before = await open("");
  const { lastEventId } = before;
  before.close();
  await lab.apply({ leases: [sampleLease()] });
  await lab.apply({ leases: [sampleGrantedLease()] });
  await shows("leased");
  const resumed = await EventReader.open(lab, "", lastEventId);
  readers.push(resumed);
  const events = await resumed.take(2);
  expect(events.map(told)).toEqual([
    ["lease", "lease-1"],
    ["device", "session-1"],
  ]);
  expect(events[0]?.data.state).toBe("granted");
});

test("who comes back to another process is told of a lease that has ended before it began", async () => {
  const before = await open("");
  const { lastEventId } = before;
  before.close();
  await lab.apply({ leases: [sampleGrantedLease()] });
  await lab.apply({ leases: [over] });
  await lab.stop();
  await lab.start({});
  await shows("available");
  const resumed = await EventReader.open(lab, "", lastEventId);
  readers.push(resumed);
  const [lease] = await resumed.take(1);
  expect(lease).toMatchObject({ event: "lease", data: { id: "lease-1", state: "ended" } });
});
