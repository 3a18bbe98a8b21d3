import { expect, test } from "vitest";
import { LeaseAttempts } from "../../../src/api/leases/lease-attempts.ts";
import type { DeviceRow } from "../../../src/core/fleet-index-row.ts";
import { sampleDevice } from "../../../src/testing/index.ts";
import { LeasingLab, never } from "../../leasing/leasing-lab.ts";

const row: DeviceRow = {
  record: sampleDevice({ sessionId: "d1", boxId: "box-of-d1" }),
  state: "online",
  stateReason: undefined,
  lease: undefined,
  tenant: undefined,
  availability: { word: "available", reason: undefined },
};

function open() {
  const lab = new LeasingLab();
  const shunned: string[] = [];
  const pool = { shun: (sessionId: string) => void shunned.push(sessionId) };
  return { lab, shunned, attempts: new LeaseAttempts(lab.leasing, pool, { granted: () => {} }) };
}

test("a device is not left alone because two began the attempt for one lease", async () => {
  const { lab, shunned, attempts } = open();
  const asked = await lab.asked("l1");
  const made = await Promise.all([1, 2].map(() => attempts.make(asked, [row], never)));
  expect(made.filter(({ granted }) => granted)).toHaveLength(1);
  expect(shunned).toEqual([]);
});

test("a device is left alone for a while if another lease has it, or its agent did not arm it", async () => {
  const { lab, shunned, attempts } = open();
  const holding = await lab.granted("l1", ["d1"]);
  const asked = await lab.asked("l2");
  await attempts.make(asked, [row], never);
  expect(shunned).toEqual(["d1"]);
  await lab.leasing.end(holding.leaseId, { reason: "released", by: "admin", detail: "" });
  lab.agents.cutOff("box-of-d1");
  await attempts.make(asked, [row], never);
  expect(shunned).toEqual(["d1", "d1"]);
});
