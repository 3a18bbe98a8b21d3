import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleBox, sampleDevice, sampleGateway } from "../../../src/testing/index.ts";
import { ApiLab, attributes } from "../api-lab.ts";
import { as, makeTenant, makeTokenBy } from "./token-lab.ts";

let lab: ApiLab;
let ofA: Record<string, string>;
let ofB: Record<string, string>;
beforeAll(async () => {
  lab = await ApiLab.open();
  await lab.untilAccessIsRead();
  for (const tenant of ["a", "b"]) await makeTenant(lab, tenant);
  ofA = as((await makeTokenBy(lab, { tenant: "a", role: "admin" })).token);
  ofB = as((await makeTokenBy(lab, { tenant: "b", role: "admin" })).token);
  await lab.apply({
    gateways: [sampleGateway({ aliveAtMs: Date.now() })],
    boxes: [sampleBox({ boxId: "box-a", tenant: "a" })],
    devices: ["tv-1", "tv-2"].map((asset) =>
      sampleDevice({
        ...{ sessionId: asset, boxId: "box-a" },
        attributes: attributes({ "identity.asset": asset, capabilities: ["power"] }, Date.now()),
      }),
    ),
  });
  await eventually(async () => {
    expect((await lab.ask("/v1/devices", { headers: ofA })).body.items).toHaveLength(2);
  });
});
afterAll(() => lab.close());

const seenByB = async () => {
  const { body } = await lab.ask("/v1/devices", { headers: ofB });
  return body.items.map(({ id }: { id: string }) => id);
};
const share = (body: object) => lab.ask("/v1/shares", { method: "POST", headers: ofA, body });
const end = (id: string, headers: Record<string, string>) =>
  lab.ask(`/v1/shares/${id}`, { method: "DELETE", headers });
const command = () =>
  lab.ask("/v1/devices/tv-1/commands", {
    ...{ method: "POST", headers: ofB, body: { capability: "power", command: "off" } },
  });

test("a share shows devices to another tenant until it ends, with no more than its role", async () => {
  expect(await seenByB()).toEqual([]);
  const { status, body } = await share({ withTenant: "b", role: "viewer", assets: ["tv-1"] });
  expect([status, body]).toEqual([201, expect.objectContaining({ tenant: "a" })]);
  expect(await seenByB()).toEqual(["tv-1"]);
  const refused = await command();
  expect([refused.status, refused.body.code]).toEqual([403, "forbidden"]);
  for (const headers of [ofA, ofB]) {
    expect((await lab.ask("/v1/shares", { headers })).body.items).toEqual([body]);
  }
  const others = await end(body.id, ofB);
  expect([others.status, others.body.code]).toEqual([404, "share-not-found"]);
  expect((await end(body.id, ofA)).status).toBe(200);
  expect(await seenByB()).toEqual([]);
  expect((await command()).body.code).toBe("device-not-found");
});

test("a share by match shows what meets it", async () => {
  const match = { capabilities: ["power"] };
  const { body } = await share({ withTenant: "b", role: "tester", match });
  expect(await seenByB()).toEqual(["tv-1", "tv-2"]);
  expect((await command()).status).toBe(202);
  await end(body.id, ofA);
});

test.each([
  { withTenant: "b", role: "viewer" },
  { withTenant: "b", role: "viewer", assets: ["tv-1"], match: {} },
  { withTenant: "b", role: "viewer", match: { attributes: { "firmware.version": "> x" } } },
])("what is no share is refused: %j", async (body) => {
  expect((await share(body)).status).toBe(400);
});
