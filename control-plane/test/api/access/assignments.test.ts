import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleBox, sampleDevice, sampleGateway } from "../../../src/testing/index.ts";
import { ApiLab, attributes } from "../api-lab.ts";
import { as, makeTenant, makeTokenBy } from "./token-lab.ts";

let lab: ApiLab;
const headersOf: Record<string, Record<string, string>> = {};
beforeAll(async () => {
  lab = await ApiLab.open();
  await lab.untilAccessIsRead();
  for (const tenant of ["a", "b", "c"]) {
    await makeTenant(lab, tenant);
    headersOf[tenant] = as((await makeTokenBy(lab, { tenant, role: "admin" })).token);
  }
  const values = { "identity.asset": "tv-1", capabilities: ["power"] };
  await lab.apply({
    gateways: [sampleGateway({ aliveAtMs: Date.now() })],
    boxes: ["a", "c"].map((tenant) => sampleBox({ boxId: `box-${tenant}`, tenant })),
    devices: ["a", "c"].map((tenant) =>
      sampleDevice({
        ...{ sessionId: `tv-of-${tenant}`, boxId: `box-${tenant}` },
        attributes: attributes(values, Date.now()),
      }),
    ),
  });
  await eventually(async () => {
    expect(await seenBy("a")).toEqual(["tv-of-a"]);
    expect(await seenBy("c")).toEqual(["tv-of-c"]);
  });
});
afterAll(() => lab.close());

const ask = (tenant: string, path: string, options = {}) =>
  lab.ask(path, { headers: headersOf[tenant] ?? {}, ...options });
const seenBy = async (tenant: string) => {
  const { body } = await ask(tenant, "/v1/devices");
  return body.items.map(({ id }: { id: string }) => id);
};
const assign = (tenant: string, body: object) =>
  ask(tenant, "/v1/assignments/tv-1", { method: "PUT", body });
const takeBack = (tenant: string) => ask(tenant, "/v1/assignments/tv-1", { method: "DELETE" });

test("a device that is assigned is the other tenant's until it is taken back, and may be assigned again", async () => {
  for (const _ of ["once", "again"]) {
    const { status, body } = await assign("a", { tenant: "b" });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ asset: "tv-1", ofTenant: "a", tenant: "b", expiresAt: null }),
    ]);
    expect(await seenBy("a")).toEqual([]);
    expect(await seenBy("b")).toEqual(["tv-of-a"]);
    // A device of the same name at another tenant's box stays where it is.
    expect(await seenBy("c")).toEqual(["tv-of-c"]);
    for (const tenant of ["a", "b"]) {
      expect((await ask(tenant, "/v1/assignments")).body.items).toEqual([body]);
    }
    expect((await ask("c", "/v1/assignments")).body.items).toEqual([]);
    expect((await takeBack("a")).status).toBe(200);
    expect(await seenBy("a")).toEqual(["tv-of-a"]);
    expect(await seenBy("b")).toEqual([]);
  }
});

test("who was given a device cannot give it on, nor end the assignment", async () => {
  await assign("a", { tenant: "b" });
  await assign("b", { tenant: "c" });
  expect(await seenBy("c")).toEqual(["tv-of-c"]);
  expect(await seenBy("b")).toEqual(["tv-of-a"]);
  const refused = await takeBack("c");
  expect([refused.status, refused.body.code]).toEqual([404, "assignment-not-found"]);
  await takeBack("a");
});

test("an assignment ends at its time", async () => {
  await assign("a", { tenant: "b", expiresAt: new Date(Date.now() + 1_000).toISOString() });
  await eventually(async () => expect(await seenBy("a")).toEqual(["tv-of-a"]));
  expect((await ask("a", "/v1/assignments")).body.items).toEqual([]);
});
