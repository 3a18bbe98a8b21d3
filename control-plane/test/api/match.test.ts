import { eventually, ManualClock } from "@rae/kit/testing";
import type { AttributeValue } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  sampleBox,
  sampleDevice,
  sampleGateway,
  sampleGrantedLease,
  sampleStatus,
  sampleTimeMs,
} from "../../src/testing/index.ts";
import { ApiLab, attributes } from "./api-lab.ts";

const device = (
  sessionId: string,
  boxId: string,
  values: Readonly<Record<string, AttributeValue>>,
) =>
  sampleDevice({
    ...{ sessionId, boxId },
    attributes: attributes(
      {
        "connection.state": "online",
        "health.state": "ready",
        capabilities: ["info", "power"],
        ...values,
      },
      sampleTimeMs,
    ),
  });
const fleet = [
  device("tv-1", "box-1", {
    "identity.asset": "roku-1",
    "model.name": "Roku",
    "firmware.version": "11.5.0 build 4235",
  }),
  device("tv-2", "box-1", { "model.name": "LG", "firmware.version": "webOS 11.9" }),
  device("tv-3", "box-2", { "model.name": "LG", "firmware.version": "12.0" }),
  device("tv-4", "box-2", { "model.name": "Roku", "firmware.version": "11.10" }),
  device("tv-5", "box-2", { capabilities: ["info"] }),
];
const wanted = { attributes: { "firmware.version": ">=11.5 <12" } };

let lab: ApiLab;

beforeEach(async () => {
  lab = await ApiLab.open({ clock: new ManualClock(sampleTimeMs) });
  const status = { ...sampleStatus, enforcesLeases: true as const };
  const untilMs = sampleTimeMs + 60_000;
  await lab.apply({
    boxes: ["box-1", "box-2"].map((boxId) => sampleBox({ boxId, status })),
    gateways: [sampleGateway()],
    devices: fleet,
    leases: [
      sampleGrantedLease({
        ...{ holder: "nightly", untilMs },
        devices: [{ sessionId: "tv-4", boxId: "box-2", token: 1 }],
      }),
    ],
  });
  await eventually(async () => {
    const { body } = await lab.ask("/v1/devices");
    expect(body.items).toHaveLength(fleet.length);
    expect((await match({ requirements: {} })).body).toMatchObject({ available: 4 });
  });
});
afterEach(() => lab.close());

const match = (body: unknown) => lab.ask("/v1/match", { method: "POST", body });

test("devices that meet the requirements are told, and of each other device why it does not", async () => {
  const { status, body } = await match({ requirements: wanted });
  expect(status).toBe(200);
  const available = { word: "available", reason: null };
  expect(body).toEqual({
    matching: 3,
    available: 2,
    devices: [
      { id: "tv-1", asset: "roku-1", availability: available },
      { id: "tv-2", asset: null, availability: available },
      {
        id: "tv-4",
        asset: null,
        availability: { word: "leased", reason: expect.stringContaining("nightly") },
      },
    ],
    chosen: [expect.stringMatching(/^tv-[12]$/)],
    failed: [{ requirement: "attributes.firmware.version", count: 2 }],
    failures: [
      {
        ...{ id: "tv-3", asset: null, requirement: "attributes.firmware.version" },
        reason: "firmware.version is 12.0, not >=11.5 <12",
      },
      {
        ...{ id: "tv-5", asset: null, requirement: "attributes.firmware.version" },
        reason: "has no attribute firmware.version",
      },
    ],
    notFound: [],
  });
});

test.each([
  [{ count: 2 }, ["tv-1", "tv-2"]],
  [{ count: 2, sameBox: true, distinct: "model" }, ["tv-1", "tv-2"]],
  [{ count: 3 }, null],
  [{ count: 2, distinct: "x.rack" }, null],
  [{ devices: ["roku-1", "tv-3"] }, ["tv-1"]],
  [{ filter: { model: "LG" } }, ["tv-2"]],
  [{ filter: { box: "box-2" } }, null],
])("a set is chosen of what is available now: %j gives %j", async (choice, ids) => {
  const { body } = await match({ requirements: wanted, ...choice });
  const { chosen } = body as unknown as { chosen: string[] | null };
  expect(chosen?.sort() ?? null).toEqual(ids);
});

test("with availableOnly a device that is leased fails by its availability", async () => {
  const { body } = await match({ requirements: wanted, availableOnly: true });
  expect(body).toMatchObject({ matching: 2, available: 2 });
  expect(body).toMatchObject({
    failures: expect.arrayContaining([
      {
        ...{ id: "tv-4", asset: null, requirement: "availability" },
        reason: expect.stringContaining("nightly"),
      },
    ]),
  });
});

test("beyond the limit devices and failures are only counted", async () => {
  const { body } = await match({ requirements: wanted, limit: 1 });
  expect(body).toMatchObject({
    ...{ matching: 3, failed: [{ count: 2 }] },
    devices: [{ id: "tv-1" }],
    failures: [{ id: "tv-3" }],
  });
});

const jobs = {
  smoke: wanted,
  power: { capabilities: ["power"], box: "box-2" },
  "only the leased one": { attributes: { "firmware.version": "11.10" } },
};

test("a pool is asked which jobs it can run, and each device which of them it can serve", async () => {
  const devices = ["roku-1", "tv-1", "tv-4", "tv-5", "gone"];
  const { body } = await match({ requirementsByName: jobs, devices });
  expect(body).toMatchObject({
    requirements: [
      { name: "smoke", canRun: true, matching: 2, available: 1, devices: ["tv-1", "tv-4"] },
      { name: "power", canRun: false, matching: 1, available: 0, devices: ["tv-4"] },
      { name: "only the leased one", canRun: false, matching: 1, devices: ["tv-4"] },
    ],
    size: 3,
    devices: [
      {
        ...{ id: "tv-1", meets: ["smoke"] },
        fails: [
          { name: "power", requirement: "box", reason: "is at box box-1" },
          { name: "only the leased one", requirement: "attributes.firmware.version" },
        ],
      },
      { id: "tv-4", meets: ["smoke", "power", "only the leased one"], fails: [] },
      { id: "tv-5", meets: [] },
    ],
    notFound: ["gone"],
  });
});

test("without devices and filter the whole fleet is the pool", async () => {
  const { body } = await match({ requirementsByName: jobs, limit: 2 });
  expect(body).toMatchObject({ size: 5, requirements: [{ matching: 3, available: 2 }, {}, {}] });
  expect(body).toMatchObject({ devices: [{ id: "tv-1" }, { id: "tv-2" }] });
});

test.each([
  [{}, "send either `requirements` or `requirementsByName`"],
  [
    { requirements: wanted, requirementsByName: jobs },
    "send either `requirements` or `requirementsByName`",
  ],
  [{ requirements: {}, devices: ["tv-1"], filter: {} }, "send either `devices` or `filter`"],
  [{ requirementsByName: jobs, count: 2 }, "`count` goes with `requirements` only"],
  [{ requirementsByName: jobs, sameBox: false }, "`sameBox` goes with `requirements` only"],
  [
    { requirements: { attributes: { "firmware.version": ">=new" } } },
    'requirements.attributes.firmware.version: ">=new" is not a version range',
  ],
  [
    { requirementsByName: { smoke: { capabilities: ["power@new"] } } },
    'requirementsByName.smoke.capabilities.power: "new" is not a version range',
  ],
  [{ requirementsByName: {} }, "requirementsByName"],
  [{ requirements: { colour: "red" } }, "requirements/colour"],
  [{ requirements: {}, count: 101 }, "body/count"],
  [{ requirements: {}, filter: { state: "cosy" } }, "body/filter/state"],
])("%j is refused", async (sent, fault) => {
  const { status, body } = await match(sent);
  expect([status, body.code]).toEqual([400, "bad-request"]);
  expect(body.details.faults).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
});
