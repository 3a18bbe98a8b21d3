import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { historyIsWhole, viewEqualsRegistry } from "../harness/agreement.ts";
import { openPlatform, type Platform } from "../harness/platform.ts";

/** The agent's keep-alive in these tests, see `programs.ts`. */
const keepAliveMs = 2_000;

let platform: Platform;

beforeAll(async () => {
  platform = await openPlatform({
    devices: [{ id: "lg-1", family: "lg-rs232" }],
    labFile: [{ asset: "tv-1", serial: "lg-1" }],
    agent: { gracePeriodMs: 60_000 },
    proxy: true,
  });
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
});

afterAll(() => platform?.close());

function presenceThat(state: string): Promise<unknown> {
  return eventually(async () => {
    const { presence } = await platform.rest.box(platform.boxId);
    if (presence.state !== state) throw new Error(`still ${JSON.stringify(presence)}`);
    return presence;
  });
}

/** Every state that the box shows while `task` runs. */
async function statesDuring(task: () => Promise<unknown>): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const watching = new AbortController();
  const watch = (async () => {
    while (!watching.signal.aborted) {
      seen.add((await platform.rest.box(platform.boxId)).presence.state);
      await sleep(systemClock, 50);
    }
  })();
  try {
    await task();
  } finally {
    watching.abort();
    await watch;
  }
  return seen;
}

test("a box that falls silent shows lost, and its devices unknown, never offline", async () => {
  platform.agent.kill("SIGSTOP");
  await presenceThat("lost");
  const device = await platform.rest.device("tv-1");
  expect(device.state).toBe("unknown");
  expect(device.attributes["connection.state"]?.value).toBe("online");
  platform.agent.kill("SIGCONT");
  await presenceThat("present");
  await platform.rest.deviceThat("tv-1", (shown) => shown.state === "online");
});

test("an agent that is stopped says so itself", async () => {
  await platform.agent.stop();
  await presenceThat("lost");
  expect((await platform.rest.box(platform.boxId)).presence.reason).toBe("stopped");
  await platform.agent.start();
  await presenceThat("present");
});

test("a half-open link, then a reconnect, then the end of the old connection: the box stays present", async () => {
  const { presence: before } = await platform.rest.box(platform.boxId);
  platform.proxy().freeze();
  // The agent misses its answer, the gateway the ping; the agent comes back by a new connection. Between them the box may be lost.
  await eventually(
    async () => {
      const { presence } = await platform.rest.box(platform.boxId);
      expect(presence.state).toBe("present");
      expect(presence.since).not.toBe(before.since);
    },
    { timeoutMs: 60_000 },
  );
  const states = await statesDuring(async () => {
    platform.proxy().reset();
    await sleep(systemClock, 2 * keepAliveMs);
  });
  expect([...states]).toEqual(["present"]);
});

test("with the log locked for five keep-alives nobody is disconnected, and afterwards everything arrives", async () => {
  const { rest } = platform;
  const device = await rest.deviceThat("tv-1", (shown) => shown.state === "online");
  const saidBefore = platform.agent.errorLines().length;
  const lock = new DatabaseSync(join(platform.controlPlane.dataDir, "log.sqlite"));
  const states = await statesDuring(async () => {
    lock.exec("BEGIN IMMEDIATE");
    await platform.fault("lg-1", "unplug");
    await sleep(systemClock, 2.5 * keepAliveMs);
    await platform.fault("lg-1", "plug");
    await sleep(systemClock, 2.5 * keepAliveMs);
    lock.exec("ROLLBACK");
  });
  lock.close();
  expect([...states]).toEqual(["present"]);
  expect(platform.agent.errorLines().slice(saidBefore)).toEqual([]);
  await rest.deviceThat("tv-1", (shown) => shown.state === "online");
  await viewEqualsRegistry(platform);
  await historyIsWhole(platform, device.id);
  const kinds = (await rest.history(device.id)).map((entry) => entry.kind);
  expect(kinds.filter((kind) => kind === "AttributesChanged").length).toBeGreaterThanOrEqual(2);
});

test("a command for a box that does not come back in time has expired, and did not run", async () => {
  await platform.agent.stop();
  await presenceThat("lost");
  const keys = platform.lab.device("lg-1").report().keys.length;
  const command = await platform.rest.run("tv-1", "remote-control", "press", { key: "up" }, 500);
  expect(command).toMatchObject({
    state: "expired",
    error: { code: "expired", fault: "infrastructure" },
  });
  await platform.agent.start();
  await platform.rest.deviceThat("tv-1", (device) => device.state === "online");
  expect(platform.lab.device("lg-1").report().keys).toHaveLength(keys);
});
