import { describe, expect, test } from "vitest";
import { boxPresenceOf, deviceStateOf } from "../../src/core/presence.ts";
import { sampleAttributes } from "../../src/testing/sample-events.ts";
import {
  sampleTimeMs as nowMs,
  sampleBox,
  sampleDevice,
  sampleGateway,
} from "../../src/testing/sample-records.ts";

describe("a box", () => {
  const longAgo = sampleBox({ sinceMs: nowMs - 60_000, statusReceivedAtMs: nowMs - 50_000 });
  test.each([
    ["was never seen", undefined, sampleGateway(), { state: "unknown", reason: "box never seen" }],
    ["is held by a live gateway", longAgo, sampleGateway(), { state: "present" }],
    [
      "is held by a gateway that spoke 15 s ago",
      longAgo,
      sampleGateway({ aliveAtMs: nowMs - 15_000 }),
      { state: "present" },
    ],
    [
      "is held by a gateway that is silent for longer",
      longAgo,
      sampleGateway({ aliveAtMs: nowMs - 15_001 }),
      { state: "unknown", reason: "gateway lost" },
    ],
    [
      "is held by a gateway never heard of",
      longAgo,
      undefined,
      { state: "unknown", reason: "gateway lost" },
    ],
    ["was just born, before its gateway was heard", sampleBox(), undefined, { state: "present" }],
    [
      "told its status just now",
      { ...longAgo, statusReceivedAtMs: nowMs },
      sampleGateway({ aliveAtMs: nowMs - 20_000 }),
      { state: "present" },
    ],
    [
      "is held by a gateway that stopped",
      longAgo,
      sampleGateway({ stopped: true }),
      { state: "unknown", reason: "gateway stopped" },
    ],
    [
      "is lost, whatever the gateway",
      { ...longAgo, presence: "lost" as const, lostReason: "stopped" },
      undefined,
      { state: "lost", reason: "stopped" },
    ],
  ])("that %s", (_, box, gateway, expected) => {
    expect(boxPresenceOf(box, gateway, { sinceMs: 0, untilMs: nowMs })).toEqual(expected);
  });
});

describe("a device", () => {
  const reporting = (values: Record<string, string>) =>
    sampleDevice({ attributes: sampleAttributes(values) });
  const present = { state: "present" } as const;
  test.each([
    ["online", reporting({ "connection.state": "online" }), { state: "online" }],
    ["asleep", reporting({ "connection.state": "asleep" }), { state: "asleep" }],
    [
      "offline with a reason",
      reporting({ "connection.state": "offline", "connection.reason": "no answer" }),
      { state: "offline", reason: "no answer" },
    ],
    ["silent about it", reporting({}), { state: "unknown", reason: "the box has not told" }],
    [
      "in a state of a newer version",
      reporting({ "connection.state": "dreaming" }),
      { state: "unknown", reason: "the box has not told" },
    ],
  ])("of a present box shows what it is: %s", (_, device, expected) => {
    expect(deviceStateOf(present, device)).toEqual(expected);
  });

  test.each(["online", "asleep", "offline"])("of a lost box is unknown, were it %s", (state) => {
    const device = reporting({ "connection.state": state });
    expect(deviceStateOf({ state: "lost", reason: "connection lost" }, device)).toEqual({
      state: "unknown",
      reason: "box lost: connection lost",
    });
    expect(deviceStateOf({ state: "unknown", reason: "gateway lost" }, device)).toEqual({
      state: "unknown",
      reason: "gateway lost",
    });
  });

  test("that has ended is offline for the reason of its end, wherever its box is", () => {
    const device = sampleDevice({ ended: { reason: "registry-lost", receivedAtMs: 1 } });
    const expected = { state: "offline", reason: "registry-lost" };
    expect(deviceStateOf(present, device)).toEqual(expected);
    expect(deviceStateOf({ state: "lost" }, device)).toEqual(expected);
  });
});
