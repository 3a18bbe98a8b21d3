import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engines, freePorts, openEngines } from "@rae/deploy/engines";
import { CloseStack, sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { LogRecord } from "@rae/stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openCluster } from "../../src/cluster/open-cluster.ts";
import { endOf, labOptions, never, openLab, recordOf, soon } from "./kafka-lab.ts";

let folder: string;
let engines: Engines;
let ipv6: string;
let opened: CloseStack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rae-kafka-"));
  const [ipv6Port = 0] = await freePorts(1);
  ipv6 = `[::1]:${ipv6Port}`;
  engines = await openEngines({
    dataDir: folder,
    kafka: { ipv6Port },
    cassandra: false,
    redis: false,
  });
});
afterAll(async () => {
  await engines.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  opened = new CloseStack();
});
afterEach(() => opened.close());

it("appends and reads by IPv6 address, also of brokers that name themselves so", async () => {
  const options = labOptions([ipv6]);
  const log = opened.use("log", openLab(options));
  const handled: LogRecord[] = [];
  await log.consume({
    group: "readers",
    topics: ["events"],
    handle: async (slice) => {
      handled.push(...slice.records);
      return endOf(slice);
    },
    onFailure: never,
  });
  await log.append("events", [recordOf("box-1", 0)], soon());
  await eventually(() => expect(handled).toHaveLength(1));
  await expect(log.check(soon())).resolves.toBeUndefined();
});

it("refuses the address of a broker that cannot be read, and says how to write one", () => {
  expect(() => openCluster(labOptions(["::1:9092"]))).toThrow("[address]:port for IPv6");
});

it("warns of nothing in a process that lives through a broker that stands still", async () => {
  const { logger: _, ...options } = labOptions([engines.brokers[0]?.address ?? ""], {
    read: { sessionTimeoutMs: 6_000 },
    requestTimeoutMs: 3_000,
  });
  const program = new URL("../programs/kafka-steady.ts", import.meta.url);
  const { NODE_NO_WARNINGS: __, ...env } = process.env;
  const child = fork(program, [JSON.stringify(options)], { env, silent: true });
  opened.push("program", async () => {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  let had = { appended: 0, handled: 0, followed: 0 };
  child.on("message", (message) => {
    had = { ...had, ...Object(message) };
  });
  const goesOn = async () => {
    const before = had;
    await eventually(
      () => {
        expect(had.appended).toBeGreaterThan(before.appended + 50);
        expect(had.handled).toBeGreaterThan(before.handled + 50);
        expect(had.followed).toBeGreaterThan(before.followed + 50);
      },
      { timeoutMs: 60_000 },
    );
  };
  await goesOn();
  await engines.brokers[0]?.kill("SIGSTOP");
  await sleep(systemClock, 8_000);
  await engines.brokers[0]?.kill("SIGCONT");
  await goesOn();
  child.kill("SIGSTOP");
  await sleep(systemClock, 7_000);
  child.kill("SIGCONT");
  await goesOn();
  expect(said).toBe("");
  expect(child.exitCode).toBeNull();
});
