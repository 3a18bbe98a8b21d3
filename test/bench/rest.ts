import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AccessBook,
  type FleetView,
  openAggregator,
  openApi,
  openSqliteFleetView,
  openSqliteHistory,
} from "@rae/control-plane";
import {
  MemoryAccessStore,
  MemoryLeaseStore,
  sampleBox,
  sampleDevice,
  sampleStatus,
} from "@rae/control-plane/testing";
import { type Clock, CloseStack, silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { encodeOutcome, logHeaders, logTopics, parseCommand, uuidV7 } from "@rae/protocol";
import type { LogRecord, RecordLog } from "@rae/stream";
import { openSqliteRecordLog } from "@rae/stream-sqlite";
import { Registry } from "prom-client";
import type { BenchRow } from "./row.ts";

const devices = 50_000;
const devicesOfBox = 25;
const headers = { authorization: "Bearer bench", "content-type": "application/json" };

/** How fast REST answers with 50,000 devices, and a command's way with a device that takes no time, all on SQLite. */
export async function restRows(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), "rae-bench-rest-"));
  const stack = new CloseStack();
  stack.push("folder", () => rm(folder, { recursive: true }));
  try {
    const shared: { clock: Clock; logger: typeof silentLogger; metrics: Registry } = {
      clock: systemClock,
      logger: silentLogger,
      metrics: new Registry(),
    };
    const path = (name: string) => ({ path: join(folder, `${name}.sqlite`), ...shared });
    const log = stack.use("log", openSqliteRecordLog({ ...path("log"), partitions: 4 }));
    const view = stack.use("view", openSqliteFleetView(path("view")));
    const history = stack.use("history", openSqliteHistory(path("history")));
    await fill(view);
    stack.use("aggregator", openAggregator({ log, view, history, ...shared }));
    stack.use("agent", await answerCommands(log));
    const accessStore = new MemoryAccessStore();
    const accessBook = stack.use("access", new AccessBook({ store: accessStore, ...shared }));
    const api = stack.use(
      "api",
      await openApi({
        ...{ log, view, history, leaseStore: new MemoryLeaseStore(), ...shared },
        ...{ accessStore, accessBook },
        ...{ token: "bench", host: "127.0.0.1", port: 0, readiness: [] },
      }),
    );
    await eventually(() => ask(`${api.url}/v1/devices?limit=1`), { timeoutMs: 60_000 });
    return await measure(api.url);
  } finally {
    await stack.close();
  }
}

async function measure(url: string): Promise<readonly BenchRow[]> {
  const get = (path: string) => () => ask(`${url}${path}`);
  const press = async (turn: number) => {
    const body = JSON.stringify({ capability: "power", command: "state" });
    const answer = await fetch(`${url}/v1/devices/tv-${turn}/commands`, {
      method: "POST",
      headers: { ...headers, prefer: "wait=10" },
      body,
    });
    const { state } = (await answer.json()) as { state: string };
    if (state !== "succeeded") throw new Error(`the command is ${state}`);
  };
  const match = (body: object) => () => post(`${url}/v1/match`, JSON.stringify(body));
  const during = (what: string, running: () => Promise<void>) =>
    rowDuring(what, 200, running, get("/v1/devices/tv-4711"));
  return [
    await row("list, 50 of 50,000", 500, get("/v1/devices?limit=50")),
    await row("list, 500 of 50,000", 100, get("/v1/devices?limit=500")),
    await row(
      "list, 50 by model, state and capability",
      300,
      get("/v1/devices?limit=50&model=Model%203&state=online&capability=power"),
    ),
    await row("list, 50 by a box", 300, get("/v1/devices?box=box-7")),
    await row("list, 50 sorted by newest change", 100, get("/v1/devices?limit=50&sort=-updated")),
    await row("one device by asset name", 1_000, get("/v1/devices/tv-4711")),
    await row("match, 2 of one model of 50,000", 50, match(oneModel)),
    await row("match, 100 of 50,000 that differ in an attribute", 50, match(distinct)),
    await row("match, 32 named requirements, 50,000", 20, match(named)),
    await during("one device, while 32 named requirements are matched", match(named)),
    await during("one device, while 100 that differ are matched", match(distinct)),
    await row("command, from request to outcome, device instant", 500, press),
  ];
}

const oneModel = { requirements: { attributes: { "model.name": "Model 3" } }, count: 2 };
const distinct = { requirements: {}, count: 100, distinct: "identity.serial" };
const named = {
  requirementsByName: Object.fromEntries(
    Array.from({ length: 32 }, (_, index) => [
      `job-${index}`,
      {
        attributes: { "model.name": `Model ${index}`, "firmware.version": ">=12 <13" },
        capabilities: ["power"],
      },
    ]),
  ),
};

async function post(url: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: "POST", headers, body });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

/** How long `run` takes while `running` is asked for again and again. */
async function rowDuring(
  what: string,
  times: number,
  running: () => Promise<void>,
  run: () => Promise<void>,
): Promise<BenchRow> {
  let isOver = false;
  const load = (async () => {
    while (!isOver) await running();
  })();
  try {
    return await row(what, times, run);
  } finally {
    isOver = true;
    await load;
  }
}

async function ask(url: string): Promise<void> {
  const answer = await fetch(url, { headers });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

async function row(
  what: string,
  times: number,
  run: (turn: number) => Promise<void>,
): Promise<BenchRow> {
  const took: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const startMs = performance.now();
    await run(turn);
    took.push(performance.now() - startMs);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => (took[Math.floor(times * share)] ?? 0).toFixed(1);
  return { what: `REST: ${what}`, figure: `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms` };
}

async function fill(view: FleetView): Promise<void> {
  const none = { devices: [], boxes: [], gateways: [], commands: [], leases: [] };
  const nowMs = Date.now();
  // Heard far in the future, so that no gateway seems silent while the benchmark runs.
  const status = { ...sampleStatus, enforcesLeases: true } as const;
  const heard = { sinceMs: nowMs, statusReceivedAtMs: nowMs + 3_600_000 };
  for (let first = 0; first < devices; first += devicesOfBox) {
    const boxId = `box-${first / devicesOfBox}`;
    const records = Array.from({ length: devicesOfBox }, (_, each) =>
      deviceOf(first + each, boxId, nowMs),
    );
    await view.apply({
      ...none,
      boxes: [sampleBox({ boxId, status, ...heard })],
      devices: records,
    });
  }
}

function deviceOf(number: number, boxId: string, nowMs: number) {
  const values = {
    "connection.state": ["online", "asleep", "offline"][number % 3] ?? "online",
    "identity.asset": `tv-${number}`,
    "identity.mac": `b0:a7:37:${number}`,
    "identity.serial": `X${number}`,
    "model.name": `Model ${number % 40}`,
    "firmware.version": "12.5.0.4178",
    "net.address": "192.0.2.17",
    "power.state": "on",
    "health.state": "ready",
    "app.active-name": "Home",
    capabilities: ["info", "power", "remote-control"],
  };
  const attributes = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, observedAtMs: nowMs }]),
  );
  return sampleDevice({
    ...{ sessionId: uuidV7(nowMs + number), boxId, attributes },
    receivedAtMs: nowMs + ((number * 7_919) % devices),
  });
}

/** Stands for gateway, agent and device: each command succeeds as soon as it is on the log. */
function answerCommands(log: RecordLog) {
  const answer = async ({ key, value }: LogRecord) => {
    const command = parseCommand(value);
    if (command.kind !== "device") return;
    const { commandId, boxId, sessionId } = command;
    const outcome = encodeOutcome({
      ...{ commandId, boxId, sessionId, state: "succeeded", source: "agent" },
      ...{ atMs: Date.now(), result: { state: "on" } },
    });
    const received = { [logHeaders.receivedAtMs]: String(Date.now()) };
    const record = { key, value: outcome, headers: received };
    await log.append(logTopics.outcomes, [record], AbortSignal.timeout(10_000));
  };
  return log.tail({
    topics: [logTopics.commands],
    sinceMs: Date.now(),
    handle: async ({ records }) => {
      for (const record of records) await answer(record);
    },
    onFailure: (error) => {
      throw error;
    },
  });
}
