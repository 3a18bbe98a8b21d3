import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPlatform, type Platform } from "../harness/platform.ts";

interface LeaseJson {
  readonly id: string;
  readonly state: string;
  readonly devices: readonly { readonly id: string; readonly token: number }[];
  readonly ended: { readonly reason: string } | null;
}

interface CommandAnswer {
  readonly state: string;
  readonly error: { readonly code: string; readonly details: Record<string, unknown> } | null;
}

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform({
    devices: [{ id: "lg-1", family: "lg-rs232" }],
    labFile: [{ asset: "tv-1", serial: "lg-1" }],
  });
  await platform.rest.deviceThat("tv-1", ({ state }) => state === "online");
});
afterAll(() => platform?.close());

/** A device that is being cleaned or checked is not available yet. */
const acquire = (body: object, prefer?: string) =>
  eventually(
    () =>
      platform.rest.request<LeaseJson>("POST", "/v1/leases", { device: "tv-1", ...body }, prefer),
    { timeoutMs: 50_000, intervalMs: 500 },
  );

const read = (lease: LeaseJson) =>
  platform.rest.request<LeaseJson>("GET", `/v1/leases/${lease.id}`);

const press = (leaseId?: string) =>
  platform.rest.request<CommandAnswer>(
    "POST",
    "/v1/devices/tv-1/commands",
    {
      ...{ capability: "remote-control", command: "press", parameters: { key: "up" } },
      ...(leaseId === undefined ? {} : { leaseId }),
    },
    "wait=30",
  );

const pressed = () => platform.lab.device("lg-1").report().keys.length;

test("a leased device obeys its holder alone, and after the release whoever comes", async () => {
  const lease = await acquire({ ttlMs: 60_000, purpose: "end-to-end test", holder: "job 7" });
  expect(lease.state).toBe("granted");
  const before = pressed();
  expect(await press(lease.id)).toMatchObject({ state: "succeeded" });
  expect(pressed()).toBe(before + 1);
  const stranger = await press();
  expect(stranger).toMatchObject({
    state: "rejected",
    error: { code: "leased", details: { leaseId: lease.id, holder: "job 7" } },
  });
  expect(pressed()).toBe(before + 1);
  const released = await platform.rest.request<LeaseJson>("DELETE", `/v1/leases/${lease.id}`);
  expect(released).toMatchObject({ state: "ended", ended: { reason: "released" } });
  await expect(press(lease.id)).rejects.toThrow("lease-lost");
  await eventually(async () => expect(await press()).toMatchObject({ state: "succeeded" }), {
    timeoutMs: 60_000,
  });
});

test("the device of a holder that dies is handed on when the lease has lapsed", async () => {
  const dead = await acquire({ ttlMs: 5_000, holder: "job that dies" });
  const next = await acquire({ ttlMs: 60_000, waitMs: 120_000 }, "wait=39");
  const granted = await eventually(
    async () => {
      const lease = await read(next);
      expect(lease.state).toBe("granted");
      return lease;
    },
    { timeoutMs: 60_000 },
  );
  expect(await read(dead)).toMatchObject({ state: "ended", ended: { reason: "lapsed" } });
  expect(granted.devices[0]?.token).toBeGreaterThan(dead.devices[0]?.token ?? 0);
  expect(await press(granted.id)).toMatchObject({ state: "succeeded" });
  await platform.rest.request("DELETE", `/v1/leases/${granted.id}`);
});

test("a running lease outlives a restart of the agent", async () => {
  const lease = await acquire({ ttlMs: 120_000 });
  await platform.agent.stop();
  await platform.agent.start();
  await eventually(
    async () => expect(await press(lease.id)).toMatchObject({ state: "succeeded" }),
    {
      timeoutMs: 60_000,
    },
  );
  await platform.rest.request("DELETE", `/v1/leases/${lease.id}`);
});

test("a device that is unplugged when it must be cleaned up is absent, says so, and is cleaned up when it is back", async () => {
  const availability = async () => {
    const { availability: shown } = await platform.rest.request<{
      readonly availability: {
        readonly state: string;
        readonly reason: string;
        readonly since: string;
      };
    }>("GET", "/v1/devices/tv-1");
    return shown;
  };
  const lease = await acquire({ ttlMs: 120_000 });
  await platform.fault("lg-1", "unplug");
  await platform.rest.deviceThat("tv-1", ({ state }) => state === "offline");
  await platform.rest.request("DELETE", `/v1/leases/${lease.id}`);
  const shown = await eventually(
    async () => {
      const now = await availability();
      expect(now.reason).toContain("is cleaned up after its last lease when it is back");
      return now;
    },
    { timeoutMs: 20_000 },
  );
  expect(shown.state).toBe("absent");
  expect(Date.parse(shown.since)).toBeLessThanOrEqual(Date.now());
  await platform.fault("lg-1", "plug");
  await eventually(async () => expect((await availability()).state).toBe("available"), {
    timeoutMs: 60_000,
  });
});
