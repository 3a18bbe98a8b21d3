import { eventually, ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  sampleDevice,
  sampleGrantedLease,
  sampleLease,
  sampleTimeMs,
} from "../../src/testing/index.ts";
import { ApiLab, attributes } from "./api-lab.ts";

const hourMs = 3_600_000;
/** 2023-11-14T22:13:20Z, a Tuesday. */
const nowMs = sampleTimeMs;
const at = (sessionId: string) => ({ sessionId, boxId: "box-1", token: 1 });

const ended = sampleGrantedLease({
  ...{ leaseId: "lease-ended", version: 4, state: "ended", holder: '=cmd("rm, -r")' },
  ...{ askedAtMs: nowMs - 25 * hourMs - 60_000, grantedAtMs: nowMs - 25 * hourMs },
  untilMs: nowMs,
  devices: [at("tv-1"), at("tv-2")],
  ended: { reason: "released", atMs: nowMs - 22 * hourMs, by: "admin", detail: "" },
});
const running = sampleGrantedLease({
  ...{ leaseId: "lease-running", holder: "nightly", askedAtMs: nowMs - 2 * hourMs },
  ...{ grantedAtMs: nowMs - 2 * hourMs, untilMs: nowMs + hourMs, devices: [at("tv-1")] },
});
const refused = sampleLease({
  ...{ leaseId: "lease-refused", state: "ended", holder: "nightly", askedAtMs: nowMs - hourMs },
  ended: { reason: "timed-out", atMs: nowMs - 1, by: "dispatcher", detail: "" },
});

let lab: ApiLab;

beforeEach(async () => {
  lab = await ApiLab.open({ clock: new ManualClock(nowMs) });
  const attrs = attributes({ "identity.asset": "roku-1" }, nowMs);
  const devices = [sampleDevice({ sessionId: "tv-1", attributes: attrs })];
  await lab.history.write({
    ...{ entries: [], devices: [], boxes: [], commands: [] },
    leases: [ended, refused, { ...running, version: running.version - 1, untilMs: nowMs - hourMs }],
  });
  // The view knows that it was renewed, the history not yet.
  await lab.apply({ devices, leases: [running] });
  await eventually(async () => {
    const { body } = await lab.ask("/v1/devices");
    expect(body.items).toHaveLength(1);
    expect((await lab.ask("/v1/usage?by=holder")).text).toContain('"hours":2,');
  });
});
afterEach(() => lab.close());

const noEnds = {
  ...{ released: 0, lapsed: 0, broken: 0, "device-lost": 0, cancelled: 0 },
  ...{ "timed-out": 0, refused: 0 },
};

test("hours of each device are told by day, with waits and how leases ended", async () => {
  const { status, body } = await lab.ask("/v1/usage?from=2023-11-13T00:00:00Z");
  expect(status).toBe(200);
  expect(body.nextCursor).toBeNull();
  const monday = { from: "2023-11-13T00:00:00.000Z", to: "2023-11-14T00:00:00.000Z" };
  const tuesday = { from: "2023-11-14T00:00:00.000Z", to: "2023-11-14T22:13:20.000Z" };
  const waitMs = { sum: 60_000, p50: 60_000, p95: 60_000 };
  const none = { sum: 0, p50: 0, p95: 0 };
  const tv1 = { device: "tv-1", asset: "roku-1", holder: null };
  const tv2 = { device: "tv-2", asset: null, holder: null };
  const secondsOfMonday = 24 * 3_600 - (21 * 3_600 + 13 * 60 + 20);
  const hours = secondsOfMonday / 3_600;
  const released = { ...noEnds, released: 1 };
  expect(body.items).toEqual([
    { ...monday, ...tv1, hours, leases: 1, waitMs, ended: noEnds },
    { ...monday, ...tv2, hours, leases: 1, waitMs, ended: noEnds },
    {
      ...tuesday,
      ...tv1,
      hours: expect.closeTo(5 - hours, 9),
      leases: 1,
      waitMs: none,
      ended: released,
    },
    {
      ...tuesday,
      ...tv2,
      hours: expect.closeTo(3 - hours, 9),
      leases: 0,
      waitMs: none,
      ended: released,
    },
  ]);
});

test("hours of each holder are told by week; a lease that was never granted shows by its end", async () => {
  const { body } = await lab.ask("/v1/usage?by=holder&interval=week");
  expect(body.items).toMatchObject([
    { holder: '=cmd("rm, -r")', device: null, hours: 6, leases: 1, ended: { released: 1 } },
    { holder: "nightly", hours: 2, leases: 1, ended: { ...noEnds, "timed-out": 1 } },
  ]);
});

test.each([
  ["?by=holder&interval=week&format=csv", {}],
  ["?by=holder&interval=week", { accept: "text/csv" }],
])("CSV is given for %s with %j, and no text in it is a formula", async (query, headers) => {
  const answer = await lab.ask(`/v1/usage${query}`, { headers });
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.text.split("\r\n")).toEqual([
    "from,to,holder,hours,leases,waitMs.sum,waitMs.p50,waitMs.p95,ended.released,ended.lapsed,ended.broken,ended.device-lost,ended.cancelled,ended.timed-out,ended.refused",
    '2023-11-13T00:00:00.000Z,2023-11-14T22:13:20.000Z,"\'=cmd(""rm, -r"")",6,1,60000,60000,60000,1,0,0,0,0,0,0',
    "2023-11-13T00:00:00.000Z,2023-11-14T22:13:20.000Z,nightly,2,1,0,0,0,0,0,0,0,0,1,0",
    "",
  ]);
});

test("format=json wins over the header", async () => {
  const headers = { accept: "text/csv" };
  expect((await lab.ask("/v1/usage?format=json", { headers })).body.nextCursor).toBeNull();
});

test.each([
  ["?from=2023-11-14T00:00:00Z&to=2023-11-13T00:00:00Z", "`from` is not before `to`"],
  ["?from=2023-01-01T00:00:00Z&to=2023-06-01T00:00:00Z", "more than 92 days were asked for"],
  ["?from=2023-13-01T00:00:00Z", "the query is not usable"],
  ["?by=box", "the query is not usable"],
])("GET /v1/usage%s is refused: %s", async (query, detail) => {
  const { status, body } = await lab.ask(`/v1/usage${query}`);
  expect([status, body.code]).toEqual([400, "bad-request"]);
  expect(body).toMatchObject({ detail });
});
