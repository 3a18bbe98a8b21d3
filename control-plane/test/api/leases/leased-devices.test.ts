import { eventually } from "@rae/kit/testing";
import { afterEach, expect, test } from "vitest";
import type { ApiLab } from "../api-lab.ts";
import { acquire, addBox, addDevice, openLeaseLab, post } from "./lease-lab.ts";

let lab: ApiLab;
afterEach(() => lab.close());

const idsOf = async (query: string) => {
  const { body } = await lab.ask(`/v1/devices?${query}`);
  return body.items.map(({ id }) => id);
};

test("a device shows who has it, and lists, filters and counts by that", async () => {
  lab = await openLeaseLab(2);
  await addDevice(lab, "ill", {
    values: { "health.state": "quarantined", "health.reason": "no answer to info.get" },
  });
  await addBox(lab, "box-2", { enforcesLeases: false });
  await addDevice(lab, "old", { boxId: "box-2" });
  const wish = { device: "d1", holder: "job 7", purpose: "smoke test", ttlMs: 30_000 };
  const { body: lease } = await acquire(lab, wish);
  await eventually(async () => expect(await idsOf("availability=leased")).toEqual(["d1"]));
  const { body: device } = await lab.ask("/v1/devices/d1");
  expect(device).toMatchObject({
    lease: { id: lease.id, holder: "job 7", purpose: "smoke test", token: 1, until: lease.until },
    availability: { state: "leased", reason: `leased by job 7 until ${lease.until}` },
  });
  expect(await idsOf("leasedBy=job%207")).toEqual(["d1"]);
  expect(await idsOf("availability=available")).toEqual(["d2"]);
  await eventually(async () => {
    expect((await lab.ask("/v1/devices/ill")).body).toMatchObject({
      lease: null,
      availability: { state: "quarantined", reason: "quarantined: no answer to info.get" },
    });
    expect((await lab.ask("/v1/devices/old")).body).toMatchObject({
      availability: {
        state: "absent",
        reason: "the agent of its box does not enforce leases",
      },
    });
  });
  const { body } = await lab.ask("/v1/devices?facets=availability");
  expect(body.facets).toEqual({
    availability: ["absent", "available", "leased", "quarantined"].map((value) => {
      return { value, count: 1 };
    }),
  });
  expect((await lab.ask("/v1/devices?availability=free")).status).toBe(400);
});

test("a device's leases tell who had it, newest first, and why it ended", async () => {
  lab = await openLeaseLab(1);
  const { body: first } = await acquire(lab, { device: "d1", holder: "job 1" });
  await post(lab, `/v1/leases/${first.id}/release`);
  const { body: second } = await acquire(lab, { device: "asset-d1", holder: "job 2" });
  await eventually(async () => {
    const { body } = await lab.ask("/v1/devices/asset-d1/leases");
    expect(body.items).toMatchObject([
      { id: second.id, holder: "job 2", state: "granted", ended: null },
      { id: first.id, holder: "job 1", state: "ended", ended: { reason: "released" } },
    ]);
  });
  const { body } = await lab.ask("/v1/devices/d1/leases?limit=1");
  expect(body.items).toMatchObject([{ id: second.id }]);
});
