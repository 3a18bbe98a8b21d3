import type { Client } from "openapi-fetch";
import type { paths } from "./gen/api.ts";

/** What there is to ask about. */
export interface KnownThings {
  readonly device: string;
  readonly asset: string;
  readonly box: string;
}

/** Uses each operation of the document once or more, as a program of a partner would. @throws if an answer lacks what comes next needs. */
export async function useEveryOperation(
  client: Client<paths>,
  { device, asset, box }: KnownThings,
): Promise<void> {
  await readTheFleet(client, device, box);
  await driveDevice(client, device);
  await leaseDevice(client, device);
  await manageAccess(client, asset);
  await lookAtTheProcess(client);
}

async function readTheFleet(client: Client<paths>, device: string, box: string): Promise<void> {
  const listed = await client.GET("/v1/devices", { params: { query: { box, limit: 10 } } });
  needed(listed.data).items.map(({ id, availability }) => `${id} ${availability.state}`);
  const path = { device };
  await client.GET("/v1/devices/{device}", { params: { path } });
  await client.GET("/v1/devices/{device}/history", { params: { path, query: { limit: 5 } } });
  await client.GET("/v1/devices/{device}/leases", { params: { path } });
  await client.GET("/v1/boxes", {});
  await client.GET("/v1/boxes/{box}", { params: { path: { box } } });
  await client.GET("/v1/capabilities", {});
  await client.POST("/v1/match", { body: { requirements: { capabilities: ["power"] } } });
  await client.GET("/v1/usage", { params: { query: { by: "holder" } } });
  await headOf((signal) => client.GET("/v1/events", { params: {}, parseAs: "stream", signal }));
}

async function driveDevice(client: Client<paths>, device: string): Promise<void> {
  const path = { device };
  const sent = await client.POST("/v1/devices/{device}/commands", {
    params: { path },
    body: { capability: "power", command: "on" },
  });
  const command = needed(sent.data).id;
  await client.GET("/v1/commands/{command}", { params: { path: { command } } });
  await client.GET("/v1/devices/{device}/commands", { params: { path } });
  await client.POST("/v1/devices/{device}/health/check", { params: { path } });
  await client.POST("/v1/devices/{device}/health/release", { params: { path } });
}

async function leaseDevice(client: Client<paths>, device: string): Promise<void> {
  const acquire = async () => {
    const { data } = await client.POST("/v1/leases", { body: { device, purpose: "smoke test" } });
    return { lease: needed(data).id };
  };
  const first = await acquire();
  await client.GET("/v1/leases", { params: { query: { mine: true } } });
  await client.GET("/v1/leases/{lease}", { params: { path: first } });
  await headOf((signal) =>
    client.GET("/v1/leases/{lease}/events", { params: { path: first }, parseAs: "stream", signal }),
  );
  await client.POST("/v1/leases/{lease}/renew", { params: { path: first }, body: {} });
  await client.POST("/v1/leases/{lease}/release", { params: { path: first } });
  const second = await acquire();
  await client.DELETE("/v1/leases/{lease}", { params: { path: second } });
  const third = await acquire();
  const body = { reason: "the rack is rebuilt" };
  await client.POST("/v1/leases/{lease}/break", { params: { path: third }, body });
}

async function manageAccess(client: Client<paths>, asset: string): Promise<void> {
  await client.GET("/v1/me", {});
  await client.POST("/v1/tenants", { body: { id: "partner", name: "A partner" } });
  await client.GET("/v1/tenants", {});
  const made = await client.POST("/v1/tokens", {
    body: { role: "viewer", description: "nightly" },
  });
  const token = { token: needed(made.data).id };
  await client.GET("/v1/tokens", {});
  await client.GET("/v1/tokens/{token}", { params: { path: token } });
  await client.DELETE("/v1/tokens/{token}", { params: { path: token } });
  const shared = await client.POST("/v1/shares", {
    body: { withTenant: "partner", role: "tester", assets: [asset] },
  });
  await client.GET("/v1/shares", {});
  const share = { share: needed(shared.data).id };
  await client.DELETE("/v1/shares/{share}", { params: { path: share } });
  const named = { params: { path: { asset } } };
  await client.PUT("/v1/assignments/{asset}", { ...named, body: { tenant: "partner" } });
  await client.GET("/v1/assignments", {});
  await client.DELETE("/v1/assignments/{asset}", named);
  await client.DELETE("/v1/tenants/{tenant}", { params: { path: { tenant: "partner" } } });
  await client.GET("/v1/audit", { params: { query: { outcome: "done" } } });
}

async function lookAtTheProcess(client: Client<paths>): Promise<void> {
  await client.GET("/healthz", { parseAs: "text" });
  await client.GET("/readyz", {});
  await client.GET("/metrics", { parseAs: "text" });
}

/** A stream is left once it has begun. */
async function headOf(open: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await open(enough.signal);
  enough.abort();
}

function needed<T>(data: T | undefined): T {
  if (data === undefined) throw new Error("the answer has no body to go on with");
  return data;
}
