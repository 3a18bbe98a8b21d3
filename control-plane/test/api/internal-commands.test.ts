import { CloseStack, silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { parseCommand } from "@rae/protocol";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createApiMetrics } from "../../src/api/api-metrics.ts";
import { defaultApiLimits } from "../../src/api/api-options.ts";
import { CommandDesk } from "../../src/api/commands/command-desk.ts";
import { FleetWatch } from "../../src/api/fleet-watch.ts";
import { RecordFinder } from "../../src/api/record-finder.ts";
import { foldOutcome, foldRequest } from "../../src/core/command-state.ts";
import { MemoryFleetView, MemoryHistory } from "../../src/testing/index.ts";
import { CommandLog } from "./command-log.ts";

const stack = new CloseStack();
const view = new MemoryFleetView();
const log = new CommandLog(async () => {});
let desk: CommandDesk;

beforeEach(() => {
  const [clock, logger, history] = [systemClock, silentLogger, new MemoryHistory()];
  const watch = stack.use("watch", new FleetWatch({ view, history, clock, logger, tickMs: 1_000 }));
  const gauges = {
    availability: () => [],
    oldestCareSeconds: () => 0,
    devices: () => 0,
    viewComplete: () => 1,
    troubles: () => ({}) as never,
  };
  desk = stack.use(
    "desk",
    new CommandDesk({
      ...{ watch, log, clock, logger, token: "" },
      finder: new RecordFinder(view, history),
      // No wait of a request is taken.
      limits: { ...defaultApiLimits, waitingCommands: 0 },
      metrics: createApiMetrics(new Registry(), gauges),
      resolve: () => Promise.reject(new Error("the device was found already")),
      leaseOf: () => Promise.reject(new Error("the lease was found already")),
    }),
  );
});
afterEach(() => stack.close());

test("a command of the control plane's own goes to the agent with its lease, and is awaited however many requests wait", async () => {
  const order = {
    ...{ boxId: "box-1", sessionId: "session-1", capability: "lease" as const, command: "end" },
    parameters: { reason: "released" },
    deadlineMs: 20_000,
    lease: { leaseId: "lease-1", token: 7, untilMs: systemClock.nowMs() + 60_000 },
  };
  const answer = desk.ask(order, new AbortController().signal);
  await eventually(() => expect(log.appended).toHaveLength(1));
  const command = parseCommand(log.appended[0]?.record.value ?? null);
  expect(command).toMatchObject({
    ...{ kind: "device", capability: "lease", command: "end", parameters: { reason: "released" } },
    lease: { leaseId: "lease-1", token: 7, remainingMs: expect.closeTo(60_000, -3) },
  });
  if (command.kind !== "device") throw new Error("unreachable");
  const received = { receivedAtMs: systemClock.nowMs() };
  const record = foldOutcome(
    foldRequest(undefined, command, received),
    {
      ...{ commandId: command.commandId, boxId: "box-1", sessionId: "session-1" },
      ...{ state: "succeeded", source: "agent", atMs: 1, result: {} },
    },
    received,
  );
  await view.apply({ devices: [], boxes: [], gateways: [], commands: [record], leases: [] });
  const lease = { leaseId: "lease-1", token: 7 };
  expect(await answer).toMatchObject({ state: "succeeded", capability: "lease", lease });
});
