import { contractVersion, type Driver, type DriverFactory, type Observation } from "@rae/driver";
import { FakeByteLink } from "@rae/driver/testing";
import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { RaeError } from "@rae/protocol";
import { expect, onTestFinished, test } from "vitest";
import type { Face } from "../../src/core/faces/face.ts";
import { linkId } from "../../src/core/faces/link-id.ts";
import { FaceRunner } from "../../src/faces/face-runner.ts";
import type { HostedFace } from "../../src/faces/hosted-face.ts";
import { ProbeMoments } from "../../src/faces/probe-schedule.ts";

const outlet = (state: string) => ({
  attributes: { "power.state": state },
  keys: [],
  capabilities: ["power", "info"],
});

/** A power strip whose driver tells `strip.parts`. */
async function startStrip() {
  const clock = new ManualClock();
  const face: Face = {
    faceId: "static:tcp:192.0.2.9:23",
    keys: [],
    link: { kind: "tcp", host: "192.0.2.9", port: 23 },
    driver: "strip",
    settings: {},
  };
  const strip = {
    parts: { "outlet-1": outlet("on"), "outlet-2": outlet("off") } as Record<string, unknown>,
    failure: undefined as RaeError | undefined,
    ran: [] as unknown[],
  };
  const factory: DriverFactory = {
    ...{ contractVersion, name: "strip", needs: "bytes", checkSettings: () => {} },
    open: () => ({
      capabilities: ["info"],
      probe: async () => {
        if (strip.failure !== undefined) throw strip.failure;
        return { attributes: {}, keys: [], parts: strip.parts } as unknown as Observation;
      },
      run: async (...[, command, , , part]: Parameters<Driver["run"]>) => {
        strip.ran.push([part, command]);
        const parts = { ...strip.parts, "outlet-2": outlet("on") } as Observation["parts"];
        return {
          result: { state: "on" },
          observation: { attributes: {}, keys: [], ...(parts === undefined ? {} : { parts }) },
        };
      },
      close: async () => {},
    }),
  };
  const told: [string, unknown][] = [];
  const parts = new Map<string, HostedFace>();
  const runner = new FaceRunner(
    face,
    {
      ...{ clock, logger: silentLogger, probeMs: 15_000, random: () => 0.5, remembered: {} },
      moments: new ProbeMoments(),
      openLink: (spec) => new FakeByteLink(linkId(spec)),
      drivers: new Map([[factory.name, factory]]),
    },
    {
      onUpdate: () => {},
      onLink: () => {},
      onPart: (part, observation) => {
        parts.set(part.faceId, part);
        told.push([part.faceId, observation?.attributes ?? part.health.state]);
      },
      onPartGone: (part, reason) => told.push([part.faceId, reason]),
    },
  );
  onTestFinished(() => runner.close());
  runner.start();
  await clock.advance(10);
  return { clock, strip, told, runner, part: (name: string) => parts.get(name) };
}

const first = "static:tcp:192.0.2.9:23#outlet-1";
const second = "static:tcp:192.0.2.9:23#outlet-2";

test("each device behind a driver is a face of its own, on the lane of its driver", async () => {
  const { runner, told, part } = await startStrip();
  expect(told).toEqual([
    [first, { "power.state": "on" }],
    [second, { "power.state": "off" }],
  ]);
  expect(part(first)).toMatchObject({
    faceId: first,
    place: "tcp:192.0.2.9:23#outlet-1",
    lane: runner.lane,
    keys: [{ kind: "wire", value: "tcp:192.0.2.9:23#outlet-1" }],
    capabilities: ["info", "power"],
    health: { state: "online" },
    attributes: { "net.address": "192.0.2.9" },
  });
});

test("a command of a part comes to the driver with the part's name, and what it tells is of the part", async () => {
  const { strip, told, part } = await startStrip();
  told.length = 0;
  const signal = new AbortController().signal;
  expect(await part(second)?.run("power", "on", {}, signal)).toEqual({ state: "on" });
  expect(strip.ran).toEqual([["outlet-2", "on"]]);
  expect(told).toContainEqual([second, { "power.state": "on" }]);
});

test("a part that is told no more is gone, and one that comes back is there again", async () => {
  const { clock, strip, told, runner } = await startStrip();
  told.length = 0;
  strip.parts = { "outlet-1": outlet("on") };
  await clock.advance(20_000);
  expect(told).toContainEqual([second, `no longer behind ${runner.faceId}`]);
  expect(runner.parts.map(({ faceId }) => faceId)).toEqual([first]);
  told.length = 0;
  strip.parts = { "outlet-1": outlet("on"), "outlet-2": outlet("off") };
  await clock.advance(20_000);
  expect(told).toContainEqual([second, { "power.state": "off" }]);
});

test("parts are as well as the driver that serves them", async () => {
  const { clock, strip, told, part } = await startStrip();
  told.length = 0;
  strip.failure = new RaeError("unreachable", "no answer");
  await clock.advance(40_000);
  expect(told).toEqual([
    [first, "offline"],
    [second, "offline"],
  ]);
  expect(part(first)?.health).toMatchObject({ code: "unreachable" });
});

test.each([
  ["a name that it may not have", { "Outlet 1": outlet("on") }, /"Outlet 1" is no part/],
  ["a value that it may not tell", { a: outlet("maybe") }, /part a: power\.state is "maybe"/],
  [
    "a capability that there is not",
    { a: { ...outlet("on"), capabilities: ["brew"] } },
    /part a: there is no capability brew/,
  ],
  ["no capabilities", { a: { attributes: {}, keys: [] } }, /part a: capabilities is no list/],
])("a part with %s is the driver's fault", async (_name, parts, sentence) => {
  const { clock, strip, runner } = await startStrip();
  strip.parts = parts;
  await clock.advance(20_000);
  expect(runner.health).toMatchObject({
    code: "driver-fault",
    detail: expect.stringMatching(sentence),
  });
});
