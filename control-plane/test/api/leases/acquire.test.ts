import { eventually } from "@rae/kit/testing";
import { leaseCapability } from "@rae/protocol";
import { afterEach, describe, expect, test } from "vitest";
import type { ApiLab } from "../api-lab.ts";
import { acquire, addBox, addDevice, idsIn, inState, openLeaseLab, post } from "./lease-lab.ts";

let lab: ApiLab;
afterEach(() => lab.close());

/** Commands of leases on the log, in order. */
const told = () =>
  lab.log.commands.flatMap((each) =>
    each.kind === "device" && each.capability === leaseCapability ? [each] : [],
  );

describe("a device by its name", () => {
  test("is granted when its agent has confirmed, obeys commands under the lease, and is given back", async () => {
    lab = await openLeaseLab(1);
    const { status, headers, body } = await acquire(lab, {
      ...{ device: "asset-d1", ttlMs: 30_000, purpose: "smoke test", holder: "job 7" },
    });
    expect([status, body.state]).toEqual([201, "granted"]);
    expect(headers.get("location")).toBe(`/v1/leases/${body.id}`);
    expect(body).toMatchObject({ holder: "job 7", purpose: "smoke test", queue: null });
    expect(body.devices).toMatchObject([{ id: "d1", boxId: "box-1", asset: "asset-d1", token: 1 }]);
    const [arm] = told();
    expect(arm).toMatchObject({
      ...{ sessionId: "d1", command: "arm", parameters: { holder: "job 7" } },
      lease: { leaseId: body.id, token: 1, remainingMs: expect.closeTo(30_000, -3) },
    });

    await eventually(async () =>
      expect((await lab.ask("/v1/leases?device=d1&state=granted")).body.items).toHaveLength(1),
    );
    const command = { capability: "power", command: "on", leaseId: body.id };
    const sent = await post(lab, "/v1/devices/d1/commands", command);
    expect([sent.status, sent.body.leaseId]).toEqual([202, body.id]);
    const onLog = lab.log.commands.at(-1);
    expect(onLog).toHaveProperty("lease.token", 1);
    expect(onLog).toHaveProperty("lease.remainingMs", expect.closeTo(30_000, -4));

    const released = await post(lab, `/v1/leases/${body.id}/release`);
    expect(released.body).toMatchObject({
      state: "ended",
      ended: { reason: "released", by: "admin" },
    });
    await eventually(() =>
      expect(told().at(-1)).toMatchObject({ command: "end", lease: { token: 1 } }),
    );
    const late = await post(lab, "/v1/devices/d1/commands", command);
    expect([late.status, late.body.code]).toEqual([409, "lease-lost"]);
    expect(late.body.details).toMatchObject({ leaseId: body.id, reason: "released" });
    const again = await acquire(lab, { device: "d1" });
    expect([again.status, again.body.devices]).toMatchObject([201, [{ token: 2 }]]);
  });

  test("that somebody has is not available, and the answer says who has it and until when", async () => {
    lab = await openLeaseLab(1);
    await acquire(lab, { device: "d1", holder: "job 7" });
    const { status, body } = await acquire(lab, { device: "d1" });
    expect([status, body.code]).toEqual([409, "not-available"]);
    const reason = expect.stringContaining("job 7");
    expect(body.details.devices).toEqual([{ device: "d1", availability: "leased", reason }]);
  });

  test("that does not exist, or whose agent knows no leases, is refused", async () => {
    lab = await openLeaseLab(1);
    await addBox(lab, "box-2", { enforcesLeases: false });
    await addDevice(lab, "old", { boxId: "box-2" });
    await eventually(async () => expect((await lab.ask("/v1/devices/old")).status).toBe(200));
    const unknown = await acquire(lab, { device: "nobody" });
    expect([unknown.status, unknown.body.code]).toEqual([404, "device-not-found"]);
    const old = await acquire(lab, { device: "old", waitMs: 60_000 });
    expect([old.status, old.body.code]).toEqual([409, "lease-not-enforced"]);
    expect(lab.log.appended).toEqual([]);
  });

  test("whose agent refuses is not granted, and the answer has the agent's reason", async () => {
    lab = await openLeaseLab(1);
    const error = { code: "quarantined", message: "it fails its check", details: { check: "who" } };
    lab.agent = ({ command }) =>
      command === "arm" ? { state: "rejected", error } : { state: "succeeded", result: {} };
    const { status, body } = await acquire(lab, { device: "d1" });
    expect([status, body.code]).toEqual([409, "quarantined"]);
    expect(body.details).toMatchObject({ device: "d1", boxId: "box-1", check: "who" });
    const [lease] = (await lab.ask("/v1/leases")).body.items;
    expect(lease).toMatchObject({ state: "ended", ended: { reason: "refused" } });
    await eventually(() => expect(told().at(-1)).toMatchObject({ command: "end" }));
  });
});

describe("devices that meet requirements", () => {
  test("are granted all together, each armed with its own token", async () => {
    lab = await openLeaseLab(3);
    const match = { attributes: { "model.name": "Roku Ultra" }, capabilities: ["power"] };
    const { status, body } = await acquire(lab, { match, count: 2 });
    expect(status).toBe(201);
    expect(body.devices).toHaveLength(2);
    expect(
      told()
        .map((each) => each.sessionId)
        .sort(),
    ).toEqual(idsIn(body));
    const more = await acquire(lab, { match, count: 2 });
    expect([more.status, more.body.code]).toEqual([409, "not-available"]);
    expect((await acquire(lab, { match })).status).toBe(201);
  });

  test("that no device meets are refused at once, also by who would wait", async () => {
    lab = await openLeaseLab(2);
    const match = { attributes: { "model.name": "LG" } };
    const none = await acquire(lab, { match, waitMs: 60_000 });
    expect([none.status, none.body.code]).toEqual([422, "no-device-matches"]);
    const three = await acquire(lab, { match: {}, count: 3 });
    expect(three.body).toMatchObject({ code: "no-device-matches", details: { matching: 2 } });
  });

  test("another one is tried when an agent does not arm the first", async () => {
    lab = await openLeaseLab(2);
    const refused: string[] = [];
    lab.agent = ({ command, sessionId }) => {
      if (command !== "arm" || refused.length > 0) return { state: "succeeded", result: {} };
      refused.push(sessionId);
      const error = { code: "not-ready", message: "being cleaned", details: {} };
      return { state: "rejected", error };
    };
    const { status, body } = await acquire(lab, { match: {} });
    expect(status).toBe(201);
    expect([...idsIn(body), ...refused].sort()).toEqual(["d1", "d2"]);
  });

  test.each([
    ["names and requirements", { device: "d1", match: {} }],
    ["nothing", {}],
    ["a device twice", { devices: ["d1", "d1"] }],
    ["a device by two names", { devices: ["d1", "asset-d1"] }],
    ["a count of names", { device: "d1", count: 2 }],
    ["too long a time", { device: "d1", ttlMs: 3_600_001 }],
    ["too long a wait", { device: "d1", waitMs: 3_600_001 }],
    ["a range that is none", { match: { attributes: { "firmware.version": { range: "soon" } } } }],
  ])("asking for %s is refused", async (_, body) => {
    lab = await openLeaseLab(1);
    const answer = await acquire(lab, body);
    expect([answer.status, answer.body.code]).toEqual([400, "bad-request"]);
  });
});

describe("an idempotency key", () => {
  const key = { "idempotency-key": "k1" };

  test("stands for one lease, however often it is sent", async () => {
    lab = await openLeaseLab(2);
    const asked = { match: {}, purpose: "p" };
    const answers = await Promise.all([1, 2, 3].map(() => acquire(lab, asked, key)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const conflict = await acquire(lab, { ...asked, purpose: "q" }, key);
    expect([conflict.status, conflict.body.code]).toEqual([409, "idempotency-conflict"]);
    expect((await acquire(lab, { match: {} }, { "idempotency-key": "k2" })).status).toBe(201);
  });

  test("of a lease that has ended says so", async () => {
    lab = await openLeaseLab(1);
    const { body } = await acquire(lab, { device: "d1" }, key);
    await lab.ask(`/v1/leases/${body.id}`, { method: "DELETE" });
    const again = await acquire(lab, { device: "d1" }, key);
    expect([again.status, again.body.code]).toEqual([409, "lease-lost"]);
    expect(again.body.details).toMatchObject({ leaseId: body.id, reason: "released" });
  });

  test("of a lease is not that of a command", async () => {
    lab = await openLeaseLab(1);
    const { body } = await acquire(lab, { device: "d1" }, key);
    const sent = await lab.ask("/v1/devices/d1/commands", {
      ...{ method: "POST", headers: key },
      body: { capability: "power", command: "on", leaseId: body.id },
    });
    expect(sent.status).toBe(202);
    await inState(lab, body.id, "granted");
  });
});

test("clients cannot send the commands that tell agents of leases", async () => {
  lab = await openLeaseLab(1);
  await addDevice(lab, "d1", { values: { capabilities: ["lease", "health"] }, revision: 2 });
  await eventually(async () =>
    expect((await lab.ask("/v1/devices/d1")).body.capabilities).toContain("lease"),
  );
  for (const capability of ["lease", "health"]) {
    const order = { capability, command: "end", parameters: { reason: "" } };
    const { status, body } = await post(lab, "/v1/devices/d1/commands", order);
    expect([status, body.code]).toEqual([422, "unsupported"]);
  }
});

test("a command under a lease that there is not, or that does not have the device, is refused", async () => {
  lab = await openLeaseLab(2);
  const command = { capability: "power", command: "on" };
  const unknown = await post(lab, "/v1/devices/d1/commands", { ...command, leaseId: "none" });
  expect([unknown.status, unknown.body.code]).toEqual([404, "lease-not-found"]);
  const { body } = await acquire(lab, { device: "d2" });
  const other = await post(lab, "/v1/devices/d1/commands", { ...command, leaseId: body.id });
  expect([other.status, other.body.code]).toEqual([400, "bad-request"]);
  expect(other.body.details).toMatchObject({ has: ["d2"] });
});
