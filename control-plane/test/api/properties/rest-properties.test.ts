import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqliteFleetView } from "../../../src/adapters/sqlite/fleet-view.ts";
import { openSqliteHistory } from "../../../src/adapters/sqlite/history.ts";
import { openSqliteLeaseStore } from "../../../src/adapters/sqlite/lease-store.ts";
import { sampleGateway } from "../../../src/testing/index.ts";
import { type ApiLab, bearer } from "../api-lab.ts";
import type { DocumentedResponses } from "../document/documented-responses.ts";
import type { Operation } from "../document/open-api-document.ts";
import { acquire, openLeaseLab, post } from "../leases/lease-lab.ts";
import { bodyExamples, type KnownNames, type MadeRequest, requestsOf } from "./requests.ts";

/** `RAE_PROPERTIES_RUNS=5000 RAE_PROPERTIES_SEED=7` makes more requests for each operation, and others. */
const runs = Number(process.env.RAE_PROPERTIES_RUNS ?? 60);
const seed = Number(process.env.RAE_PROPERTIES_SEED ?? 20_261_130);
const timeoutMs = 60_000 + runs * 1_000;

let lab: ApiLab;
let folder: string;
let documented: DocumentedResponses;
let known: KnownNames;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rae-properties-"));
  const file = (name: string) => ({
    clock: systemClock,
    logger: silentLogger,
    path: join(folder, `${name}.sqlite`),
  });
  lab = await openLeaseLab(4, {
    view: openSqliteFleetView(file("view")),
    history: openSqliteHistory(file("history")),
    leaseStore: openSqliteLeaseStore(file("leases")),
    limits: { waitMs: 20 },
  });
  const obey = lab.agent;
  lab.agent = (command) => obey(command) ?? { state: "succeeded", result: {} };
  documented = lab.documented as DocumentedResponses;
  // The boxes stay present, however long the run takes.
  const aliveAtMs = systemClock.nowMs() + 24 * 3_600_000;
  await lab.apply({ gateways: [sampleGateway({ aliveAtMs })] });
  for (const device of ["d1", "d2", "d3", "d4"]) {
    await eventually(async () => expect((await lab.ask(`/v1/devices/${device}`)).status).toBe(200));
  }
  const command = await post(lab, "/v1/devices/d2/commands", {
    capability: "power",
    command: "on",
  });
  const { position } = (await lab.ask("/v1/devices")).body;
  const ofProgram = await post(lab, "/v1/tokens", { description: "for the test", role: "viewer" });
  await post(lab, "/v1/tenants", { id: "partner-a", name: "A" });
  const share = await post(lab, "/v1/shares", {
    ...{ withTenant: "partner-a", role: "viewer", assets: ["asset-d3"] },
  });
  known = {
    parameters: {
      device: ["d1", "d2", "d3", "asset-d4"],
      box: ["box-1"],
      command: [command.body.id],
      after: [position],
      "last-event-id": [position],
      token: [ofProgram.body.id],
      tenant: ["partner-a"],
      share: [share.body.id],
      asset: ["nobody"],
      model: ["Roku Ultra"],
      prefer: ["wait=1", "wait=999999999"],
    },
    bodies: {
      sendCommand: [{ capability: "power", command: "on" }],
      acquireLease: [{ device: "d3" }, { match: {} }, { match: {}, count: 2, waitMs: 1_000 }],
      renewLease: [{}, { ttlMs: 60_000 }],
      breakLease: [{ reason: "for the test" }],
      matchDevices: [
        { requirements: {} },
        { requirementsByName: { a: { capabilities: ["power"] } } },
      ],
    },
  };
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true });
});

/** Sends it; of a stream only the head is read. */
async function send(method: string, { path, headers, body }: MadeRequest) {
  const stop = new AbortController();
  const response = await fetch(`${lab.url}${path}`, {
    method,
    headers: { ...bearer(), ...headers },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]),
  });
  const { status, headers: told } = response;
  const type = told.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) {
    stop.abort();
    return { status, headers: told, body: undefined, isStream: true };
  }
  const text = await response.text();
  const read: unknown = type.includes("json") ? JSON.parse(text) : text;
  return { status, headers: told, body: read, isStream: false };
}

/** Requests before may have ended the lease, or taken its device. */
async function freshLease(): Promise<void> {
  for (const state of ["granted", "pending", "queued"]) {
    const { body } = await lab.ask(`/v1/leases?state=${state}&limit=500`);
    for (const { id } of body.items) await lab.ask(`/v1/leases/${id}`, { method: "DELETE" });
  }
  await eventually(async () => {
    const { status, body } = await acquire(lab, { device: "d1", ttlMs: 600_000 });
    expect(status).toBe(201);
    known = { ...known, parameters: { ...known.parameters, lease: [body.id] } };
  });
}

/** A request that must succeed, before the others. */
function plainRequests(path: string, { operationId, requestBody }: Operation): [MadeRequest][] {
  const named = path.replace(/\{(\w+)\}/g, (_whole, name) => known.parameters[name]?.[0] ?? "");
  const media = requestBody?.content["application/json"];
  const body = known.bodies[operationId]?.[0] ?? (media && bodyExamples(media)[0]);
  const headers = body === undefined ? {} : { "content-type": "application/json" };
  return [[{ path: named, headers, body: body === undefined ? body : JSON.stringify(body) }]];
}

/** What is wrong with the answer to a request, by the document. */
async function faultsOf(
  method: string,
  operation: Operation,
  request: MadeRequest,
  seen: Set<number>,
): Promise<readonly string[]> {
  const answer = await send(method, request);
  seen.add(answer.status);
  if (answer.isStream) return [];
  const faults = documented.operationFaults(operation, answer);
  if (answer.status === 500) faults.push("500 is a failure of ours");
  if (!answer.headers.has("x-request-id")) faults.push("no X-Request-Id");
  const media = operation.requestBody?.content["application/json"];
  if (media === undefined || answer.status >= 400) return faults;
  const sent: unknown = JSON.parse(request.body ?? "null");
  const refused = documented.schemaFaults(media.schema, sent);
  return [...faults, ...refused.map((fault) => `${answer.status} although ${fault}`)];
}

test(`every operation answers right and wrong requests as the document says (seed ${seed})`, {
  timeout: timeoutMs * 10,
}, async () => {
  const { document } = documented;
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  for (const { path, method, operation } of all) {
    await freshLease();
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        requestsOf(method.toUpperCase(), path, operation, document, known),
        async (request) => {
          const faults = await faultsOf(method.toUpperCase(), operation, request, seen);
          expect([request, faults]).toEqual([request, []]);
        },
      ),
      { seed, numRuns: runs, examples: plainRequests(path, operation) },
    );
    const succeeded = [...seen].some((status) => status < 300);
    expect([operation.operationId, [...seen], succeeded]).toEqual([
      operation.operationId,
      [...seen],
      true,
    ]);
  }
});
