import { eventually } from "@rae/kit/testing";
import { isDeviceEvent } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readInvocation } from "../../../src/config.ts";
import { type CanaryOptions, runCanary } from "../../../src/load/canary/canary.ts";
import type { CanaryConfig } from "../../../src/load/canary/canary-config.ts";
import { sayCanary } from "../../../src/load/canary/run-canary.ts";
import { openTestGateway, type TestGateway } from "../boxes/test-gateway.ts";

let gateway: TestGateway;

beforeEach(async () => {
  gateway = await openTestGateway(["canary-1", "canary-2"]);
});

afterEach(() => gateway.close());

function options(more: Partial<CanaryOptions> = {}): CanaryOptions {
  return {
    ...{ gateway: gateway.url, pki: gateway.pki, boxIds: ["canary-1", "canary-2"] },
    ...{ clients: 10, concurrency: 4, messages: 3, attempts: 2, timeoutMs: 5_000 },
    ...more,
  };
}

function config(...args: string[]): CanaryConfig {
  const flags = ["canary", "--gateway", gateway.url, "--pki", gateway.pki, "--boxes", "2", ...args];
  return (readInvocation(flags, {}) as { config: CanaryConfig }).config;
}

test("every client tells of a device that comes, changes and goes, in the name of its box", async () => {
  const { report, sessions } = await runCanary(options());
  expect(report).toMatchObject({
    clients: { asked: 10, accepted: 10, keptOut: 0 },
    ...{ refused: {}, broken: {} },
    messages: { acknowledged: 30, lost: 0, unsent: 0 },
  });
  expect(sessions.map(({ acknowledged }) => acknowledged)).toEqual(Array(10).fill(3));
  const events = gateway.heard.map(({ event }) => event).filter(isDeviceEvent);
  for (const { sessionId } of sessions) {
    const own = events.filter((event) => event.sessionId === sessionId);
    expect(own.map(({ kind, revision }) => `${revision} ${kind}`)).toEqual([
      "1 Attached",
      "2 AttributesChanged",
      "3 Detached",
    ]);
  }
  expect(new Set(events.map(({ boxId, sequence }) => `${boxId} ${sequence}`)).size).toBe(30);
});

test("at most as many clients as asked for are there at once", async () => {
  gateway.hold();
  const running = runCanary(options({ messages: 2 }));
  await eventually(() => expect(gateway.heard).toHaveLength(8));
  gateway.release();
  expect((await running).report.messages.acknowledged).toBe(20);
});

test("what is not acknowledged is lost, and told", async () => {
  gateway.hold();
  const { report } = await runCanary(options({ attempts: 1, timeoutMs: 300 }));
  expect(report).toMatchObject({
    clients: { asked: 10, accepted: 10 },
    broken: { "no answer in time": 10 },
    messages: { acknowledged: 0, lost: 30, unsent: 0 },
  });
});

test("what a cut connection left unacknowledged is sent again on another", async () => {
  gateway.hold();
  const running = runCanary(options({ clients: 2, concurrency: 2 }));
  await eventually(() => expect(gateway.heard).toHaveLength(6));
  gateway.cut();
  gateway.release();
  const { report } = await running;
  expect(report.messages).toEqual({ acknowledged: 6, lost: 0, unsent: 0 });
  expect(Object.values(report.broken)).toEqual([2]);
});

test("clients that a gateway does not let in are counted by the reason, and their messages as never sent", async () => {
  // Port 1 is a service that nobody runs any more.
  const { report } = await runCanary(options({ gateway: "mqtts://127.0.0.1:1" }));
  expect(report).toMatchObject({
    clients: { asked: 10, accepted: 0, keptOut: 10 },
    refused: { ECONNREFUSED: 20 },
    messages: { acknowledged: 0, lost: 0, unsent: 30 },
  });
});

test("a missing certificate is told before any client begins, with how to make it", async () => {
  await expect(runCanary(options({ boxIds: ["canary-9"] }))).rejects.toMatchObject({
    code: "certificate-invalid",
    message: expect.stringContaining("issue-cert canary-9"),
  });
});

test("the report is a table for people or a line of JSON, and says whether all went well", async () => {
  const lines: string[] = [];
  expect(await sayCanary(config("--clients", "4"), (line) => lines.push(line))).toBe(true);
  expect(lines.join("\n")).toMatch(/accepted +4\n.*messages acknowledged +12\nlost +0\n/s);
  const json: string[] = [];
  await sayCanary(config("--clients", "4", "--json"), (line) => json.push(line));
  expect(JSON.parse(json.join(""))).toMatchObject({ messages: { acknowledged: 12, lost: 0 } });
  gateway.hold();
  const withLoss = config("--clients", "2", "--attempts", "1", "--timeout", "300");
  expect(await sayCanary(withLoss, (line) => lines.push(line))).toBe(false);
  expect(lines.at(-1)).toMatch(/lost +6\n/);
});

test("an address for reading back without a token is refused in the words of the command line", () => {
  expect(() => config("--verify-url", "http://127.0.0.1:1")).toThrow(
    "--verify-url and --token-file belong together",
  );
  expect(() => config("--messages", "1")).toThrow("--messages");
  expect(() => config("--timeout", "soon")).toThrow("--timeout");
});
