import { eventually } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ApiLab } from "../api-lab.ts";
import { EventReader } from "../events/event-reader.ts";
import { openLeaseLab } from "../leases/lease-lab.ts";
import { as, type MadeToken, makeTenant, makeTokenBy } from "./token-lab.ts";

/** Two api processes on the same stores: what is revoked at the one is used at the other. */
let here: ApiLab;
let there: ApiLab;
beforeEach(async () => {
  here = await openLeaseLab(1);
  there = await ApiLab.open({ beside: here });
  await here.untilAccessIsRead();
  await eventually(async () => expect((await there.ask("/v1/devices/d1")).status).toBe(200));
});
afterEach(async () => {
  await there.stop();
  await here.close();
});

/** A token that both apis know. */
async function knownToken(fields: Parameters<typeof makeTokenBy>[1] = {}): Promise<MadeToken> {
  const made = await makeTokenBy(here, fields);
  await eventually(async () =>
    expect((await there.ask("/v1/me", { headers: as(made.token) })).status).toBe(200),
  );
  return made;
}

async function follow(path: string, { token }: MadeToken): Promise<EventReader> {
  const stop = new AbortController();
  const options = { headers: as(token), signal: stop.signal };
  const response = await fetch(`${there.url}${path}`, options);
  expect(response.status).toBe(200);
  return new EventReader(response, stop, (event) => there.checkEvent(path, event));
}

/** Waits for the end of a stream, and gives its last event. */
async function endOf(stream: EventReader) {
  await eventually(() => expect(stream.isEnded).toBe(true));
  return stream.events.at(-1);
}

const revoke = ({ id }: MadeToken) => here.ask(`/v1/tokens/${id}`, { method: "DELETE" });
const closedFor = (message: string) => ({
  event: "closed",
  data: { code: "unauthenticated", reason: message },
});

async function lease(made: MadeToken) {
  const body = { device: "d1", ttlMs: 60_000 };
  const headers = as(made.token);
  const { status, body: granted } = await there.ask("/v1/leases", {
    ...{ method: "POST", body, headers },
  });
  expect(status).toBe(201);
  return granted.id;
}

test("event streams end with the reason when their token is revoked at another api", async () => {
  const made = await knownToken({ role: "viewer" });
  const other = await knownToken({ role: "viewer" });
  const stream = await follow("/v1/events", made);
  const untouched = await follow("/v1/events", other);
  await revoke(made);
  expect(await endOf(stream)).toMatchObject(closedFor("the token was revoked"));
  expect((await there.ask("/v1/me", { headers: as(made.token) })).status).toBe(401);
  expect(untouched.isEnded).toBe(false);
  untouched.close();
});

test("who is still catching up is ended, too", async () => {
  const made = await knownToken({ role: "viewer" });
  const { position } = (await there.ask("/v1/devices")).body;
  const stream = await follow(`/v1/events?after=${position}`, made);
  await revoke(made);
  expect(await endOf(stream)).toMatchObject(closedFor("the token was revoked"));
});

test("a lease's stream ends and its renewal is refused, while the lease goes on", async () => {
  const made = await knownToken();
  const leaseId = await lease(made);
  const stream = await follow(`/v1/leases/${leaseId}/events`, made);
  await revoke(made);
  expect(await endOf(stream)).toMatchObject(closedFor("the token was revoked"));
  const renewal = { method: "POST", headers: as(made.token) };
  expect((await there.ask(`/v1/leases/${leaseId}/renew`, renewal)).status).toBe(401);
  expect((await there.ask(`/v1/leases/${leaseId}`)).body.state).toBe("granted");
});

test("a wait for a lease, and one for a command, end with 401", async () => {
  const made = await knownToken();
  await lease(await knownToken());
  const headers = { ...as(made.token), prefer: "wait=600" };
  const post = { method: "POST", headers };
  const body = { capability: "power", command: "state", deadlineMs: 60_000 };
  const command = there.ask("/v1/devices/d1/commands", { ...post, body });
  const queued = there.ask("/v1/leases", { ...post, body: { device: "d1", waitMs: 600_000 } });
  await eventually(async () => {
    expect((await there.ask("/v1/leases?state=queued")).body.items).toHaveLength(1);
    expect((await there.ask("/metrics")).text).toContain("rae_api_commands_waiting 1");
  });
  await revoke(made);
  for (const { status, body } of await Promise.all([command, queued])) {
    expect([status, body.code, body.detail]).toEqual([
      ...[401, "unauthenticated", "the token was revoked"],
    ]);
  }
});

test("an expiry ends streams as a revocation does, and so does the removal of a tenant", async () => {
  await makeTenant(here, "acme");
  const inSoon = new Date(Date.now() + 3_000).toISOString();
  const expiring = await follow("/v1/events", await knownToken({ expiresAt: inSoon }));
  const removed = await follow("/v1/events", await knownToken({ tenant: "acme" }));
  await here.ask("/v1/tenants/acme", { method: "DELETE" });
  expect(await endOf(removed)).toMatchObject(closedFor("the tenant of the token was removed"));
  expect(await endOf(expiring)).toMatchObject(closedFor("the token has expired"));
});

test("an api that was restarted meanwhile knows what was revoked", async () => {
  const made = await knownToken();
  await there.stop();
  await revoke(made);
  await there.start({});
  await there.untilAccessIsRead();
  expect((await there.ask("/v1/me", { headers: as(made.token) })).status).toBe(401);
});
