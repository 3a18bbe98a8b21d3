import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { freePorts } from "@rae/deploy/engines";
import { sharedEngines } from "@rae/deploy/engines/testing";
import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { RecordLogUnavailable } from "@rae/stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { labOptions, never, numberOf, openLab, recordOf, soon } from "./kafka-lab.ts";

let opened: CloseStack;
beforeEach(() => {
  opened = new CloseStack();
});
afterEach(() => opened.close());

it("refuses a record over max.message.bytes by name, alone: those around it are written", async () => {
  const options = labOptions(sharedEngines().kafkaBrokers);
  const small = { ...options, topics: { ...options.topics, maxMessageBytes: 10_000 } };
  const log = opened.use("log", openLab(small));
  const value = new Uint8Array(20_000);
  const appends = await Promise.allSettled([
    log.append("events", [recordOf("box-1", 0)], soon()),
    log.append("events", [{ key: "box-2", value, headers: {} }], soon()),
    log.append("events", [recordOf("box-1", 1)], soon()),
  ]);
  expect(appends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(appends[1]).toMatchObject({
    reason: { code: "payload-too-large", message: expect.stringContaining("max.message.bytes") },
  });
  const numbers: number[] = [];
  const tail = await log.tail({
    topics: ["events"],
    sinceMs: 0,
    handle: ({ records }) => void numbers.push(...records.map(numberOf)),
    onFailure: never,
  });
  await tail.caughtUp;
  expect(numbers).toEqual([0, 1]);
});

it("ends the wait of an append whose signal aborts while the brokers are away", async () => {
  const [port] = await freePorts(1);
  const log = opened.use("log", openLab(labOptions([`127.0.0.1:${port}`])));
  const aborting = new AbortController();
  const append = log.append("events", [recordOf("box-1", 0)], aborting.signal);
  await eventually(() =>
    expect(log.waitingAppends()).toMatchObject([
      { topic: "events", failure: { name: "RecordLogUnavailable" } },
    ]),
  );
  aborting.abort(new Error("not any more"));
  await expect(append).rejects.toThrow("not any more");
  expect(log.waitingAppends()).toEqual([]);
});

it("waits for brokers that are away at the start, appends and reads once they are there", async () => {
  const [port = 0] = await freePorts(1);
  const log = opened.use("log", openLab(labOptions([`127.0.0.1:${port}`])));
  await expect(log.check(soon())).rejects.toThrow(RecordLogUnavailable);
  await expect(
    log.consume({ group: "readers", topics: ["events"], handle: async () => 0, onFailure: never }),
  ).rejects.toThrow(RecordLogUnavailable);
  const append = log.append("events", [recordOf("box-1", 0)], soon());
  const [host = "", brokerPort] = sharedEngines().kafkaBrokers[0]?.split(":") ?? [];
  const proxy = await openProxy(port, host, Number(brokerPort));
  opened.push("proxy", () => void proxy.close());
  await append;
  await expect(log.check(soon())).resolves.toBeUndefined();
});

it("arms next to no timers while it is idle, and causes no warning", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  opened.push("warnings", () => void process.off("warning", onWarning));
  const log = opened.use("log", openLab(labOptions(sharedEngines().kafkaBrokers)));
  await log.append("events", [recordOf("box-1", 0)], soon());
  const { setTimeout: armed } = globalThis;
  let timers = 0;
  globalThis.setTimeout = Object.assign((...args: Parameters<typeof armed>) => {
    timers += 1;
    return armed(...args);
  }, armed);
  opened.push("timers", () => {
    globalThis.setTimeout = armed;
  });
  const { promise: second, resolve } = Promise.withResolvers<void>();
  armed(resolve, 1_000);
  await second;
  expect(timers).toBeLessThan(20);
  expect(warnings).toEqual([]);
});

async function openProxy(port: number, host: string, brokerPort: number): Promise<Server> {
  const server = createServer((socket) => {
    const upstream = connect(brokerPort, host);
    socket.pipe(upstream).pipe(socket);
    socket.on("error", () => upstream.destroy());
    upstream.on("error", () => socket.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
