import { expect, test } from "vitest";
import { sweptStateOf } from "../../src/core/swept-state.ts";
import {
  sampleTimeMs as requestedAtMs,
  sampleBox,
  sampleCommand,
  sampleGateway,
} from "../../src/testing/sample-records.ts";

const nowMs = requestedAtMs + 32_000;
const lostAt = (sinceMs: number) => sampleBox({ presence: "lost", sinceMs });
const alive = sampleGateway({ aliveAtMs: nowMs - 1_000 });
const silent = sampleGateway({ aliveAtMs: requestedAtMs - 1 });

test.each([
  ["its box was never seen", "pending", undefined, undefined, "expired"],
  ["its box was lost before the request", "pending", lostAt(requestedAtMs - 1), alive, "expired"],
  ["its box was lost after the request", "pending", lostAt(requestedAtMs + 1), alive, "unknown"],
  ["its box is present", "pending", sampleBox(), alive, "unknown"],
  [
    "its box's gateway is silent since before the request",
    "pending",
    sampleBox(),
    silent,
    "expired",
  ],
  [
    "its box's gateway stopped before the request",
    "pending",
    sampleBox(),
    { ...silent, stopped: true },
    "expired",
  ],
  [
    "its box's gateway fell silent after the request",
    "pending",
    sampleBox(),
    sampleGateway({ aliveAtMs: requestedAtMs + 1 }),
    "unknown",
  ],
  ["its box's gateway was never heard of here", "pending", sampleBox(), undefined, "unknown"],
  ["it was sent, though the box is lost", "sent", lostAt(requestedAtMs - 1), alive, "unknown"],
  ["it was started", "started", undefined, undefined, "unknown"],
] as const)("a command is swept when %s", (_, state, box, gateway, expected) => {
  expect(sweptStateOf(sampleCommand({ state }), box, gateway, nowMs)).toBe(expected);
});
