import assert from "node:assert/strict";
import type { FleetView } from "@rae/control-plane";
import { CloseStack, repeat, systemClock } from "@rae/kit";
import { defaults } from "@rae/protocol";
import { readUsage } from "../../bench/process-usage.ts";
import { collectGarbage, inspectable } from "../../harness/collect-garbage.ts";
import { openPlaceView } from "../../harness/engine-place.ts";
import { openEventStream } from "../../harness/event-stream.ts";
import type { ObservedProgram, Processes } from "../../harness/processes.ts";
import { RestClient } from "../../harness/rest-client.ts";
import { figure } from "../figures.ts";
import { becomesReady } from "../fleet.ts";
import { type LargeFleet, largeFleet, modelCount } from "../large-fleet-records.ts";

export interface LargeFleetSize {
  readonly devices: number;
  readonly devicesPerBox: number;
}

export interface LargeFleetSeen {
  /** From the start of the process until it says that it is ready. */
  readonly readyMs: number;
  /** For the list of all, page by page. */
  readonly listMs: number;
  /** From a change of a device in the view until the event stream told of it. */
  readonly toldMs: number;
  /** What a device takes on the heap of the api, beyond what the api takes with one box of them. */
  readonly bytesPerDevice: number;
  readonly residentMb: number;
}

const nothing = { devices: [], boxes: [], gateways: [], commands: [], leases: [] };
const fillMs = 120_000;
const readyMs = 60_000;
const toldMs = 20_000;
const batchDevices = 500;

/** An api starts on a view with a large fleet: it lists, filters, counts and streams, and its memory is that of the design. */
export async function servesLargeFleet(
  processes: Processes,
  { devices: count, devicesPerBox }: LargeFleetSize,
): Promise<LargeFleetSeen> {
  const stack = new CloseStack();
  try {
    await processes.prepare();
    const view = stack.use("view", openPlaceView(processes.place));
    const fleet = largeFleet(count, devicesPerBox);
    const oneBox = { ...fleet, devices: fleet.devices.slice(0, devicesPerBox) };
    await view.refill(() => apply(view, { ...oneBox, boxes: fleet.boxes.slice(0, 1) }), deadline());
    const api = processes.api(inspectable);
    stack.push("api", () => api.stop());
    await api.start();
    await becomesReady(api, readyMs);
    // What its code takes once it has run is none of the fleet's.
    await new RestClient(api.url, processes.token).devices("&q=x&sort=-model&facets=model,state");
    const few = await heapBytes(api, processes.token);
    await api.stop();
    await apply(view, fleet);
    stack.push("signs of life", stayAlive(view, fleet));

    const startedMs = performance.now();
    await api.start();
    await becomesReady(api, readyMs);
    const readyAfterMs = performance.now() - startedMs;
    const rest = new RestClient(api.url, processes.token);
    const listMs = await listsAll(rest, fleet);
    await filtersAndCounts(rest, fleet, devicesPerBox);
    const toldAfterMs = await streams({ api, token: processes.token, view, fleet });
    const grown = (await heapBytes(api, processes.token)) - few;
    return {
      ...{ readyMs: Math.round(readyAfterMs), listMs, toldMs: toldAfterMs },
      bytesPerDevice: Math.round(grown / (count - devicesPerBox)),
      ...{ residentMb: Math.round(readUsage(api.pid).residentMb) },
    };
  } finally {
    await stack.close();
  }
}

async function apply(view: FleetView, { devices, boxes, gateway }: LargeFleet): Promise<void> {
  await view.apply({ ...nothing, boxes, gateways: [gateway] });
  for (let at = 0; at < devices.length; at += batchDevices) {
    await view.apply({ ...nothing, devices: devices.slice(at, at + batchDevices) });
  }
}

/** Says that the gateway lives, as a gateway does; else all boxes would be unknown soon. */
function stayAlive(view: FleetView, { gateway }: LargeFleet): () => Promise<void> {
  const say = () =>
    view.apply({ ...nothing, gateways: [{ ...gateway, aliveAtMs: systemClock.nowMs() }] });
  const stop = repeat(systemClock, defaults.gatewayAliveMs, say, () => {});
  return async () => stop();
}

async function listsAll(rest: RestClient, { devices }: LargeFleet): Promise<number> {
  const startedMs = performance.now();
  const listed = await rest.devices();
  const listMs = Math.round(performance.now() - startedMs);
  const ids = new Set(listed.map(({ id }) => id));
  assert.equal(listed.length, devices.length);
  assert.ok(devices.every(({ sessionId }) => ids.has(sessionId)));
  assert.deepEqual(new Set(listed.map(({ state }) => state)), new Set(["online"]));
  return listMs;
}

interface Counted {
  readonly facets: Readonly<Record<string, readonly { readonly count: number }[]>>;
}

async function filtersAndCounts(
  rest: RestClient,
  { devices, boxes }: LargeFleet,
  devicesPerBox: number,
): Promise<void> {
  const ofBox = await rest.devices(`&box=${boxes.at(-1)?.boxId}`);
  assert.equal(ofBox.length, devicesPerBox);
  const esn = devices.at(-1)?.attributes["identity.esn"]?.value;
  const [found, ...others] = await rest.devices(`&q=${esn}&sort=-model`);
  assert.deepEqual([found?.id, others], [devices.at(-1)?.sessionId, []]);
  const { facets } = await rest.request<Counted>("GET", "/v1/devices?limit=1&facets=model,state");
  const countsOf = (name: string) => facets[name]?.map(({ count }) => count);
  const ofEach = devices.length / modelCount;
  assert.deepEqual(
    countsOf("model"),
    Array.from({ length: modelCount }, () => ofEach),
  );
  assert.deepEqual(countsOf("state"), [devices.length]);
}

/** A device changes: who asks for those of its box is told of it, and of none that changed before it elsewhere. */
async function streams({
  api,
  token,
  view,
  fleet,
}: {
  readonly api: ObservedProgram;
  readonly token: string;
  readonly view: FleetView;
  readonly fleet: LargeFleet;
}): Promise<number> {
  const [elsewhere] = fleet.devices;
  const device = fleet.devices.at(-1);
  assert.ok(elsewhere !== undefined && device !== undefined);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(toldMs)]);
  try {
    const url = `${api.url}/v1/events?box=${device.boxId}`;
    const events = await openEventStream(url, token, signal);
    const startedMs = performance.now();
    for (const record of [elsewhere, device]) {
      await view.apply({ ...nothing, devices: [{ ...record, revision: record.revision + 1 }] });
    }
    const told = await events.next();
    const toldAfterMs = Math.round(performance.now() - startedMs);
    const { event, data } = told.value ?? { event: "", data: {} };
    assert.deepEqual([event, data.id, data.revision], ["device", device.sessionId, 2]);
    return toldAfterMs;
  } finally {
    stop.abort();
  }
}

/** What is on the heap once garbage has been collected. */
async function heapBytes(api: ObservedProgram, token: string): Promise<number> {
  await collectGarbage(api);
  const used = await figure(api, "nodejs_heap_size_used_bytes", token);
  assert.ok(used > 0, "the api does not tell of its heap");
  return used;
}

function deadline(): AbortSignal {
  return AbortSignal.timeout(fillMs);
}
