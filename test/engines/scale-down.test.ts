import { randomUUID } from "node:crypto";
import { type Aggregator, openAggregator } from "@rae/control-plane";
import { MemoryFleetView, MemoryHistory } from "@rae/control-plane/testing";
import { CloseStack, silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type DeviceCommand, encodeCommand, logHeaders, logTopics } from "@rae/protocol";
import { partitionOfKey, type RecordLog } from "@rae/stream";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openPlaceLog } from "../harness/engine-place.ts";
import { sharedEngines } from "../harness/engines.ts";

const partitions = 4;
const waitMs = 60_000;
const request: DeviceCommand = {
  ...{ kind: "device", commandId: "command-1", boxId: "box-1", sessionId: "session-1" },
  ...{ capability: "power", command: "on", parameters: {}, remainingMs: 10_000 },
};

let stack: CloseStack;
let openLog: () => RecordLog;
let history: MemoryHistory;
beforeEach(() => {
  stack = new CloseStack();
  const place = { engines: sharedEngines(), name: randomUUID(), partitions };
  openLog = () => stack.use("log", openPlaceLog(place));
  history = new MemoryHistory();
});
afterEach(() => stack.close());

/** An aggregator as a process of its own has it, on stores that all share. */
function opened(view: MemoryFleetView): Aggregator {
  const shared = { clock: systemClock, logger: silentLogger, metrics: new Registry() };
  return stack.use("aggregator", openAggregator({ ...shared, log: openLog(), view, history }));
}

const commandsOf = (aggregator: Aggregator) =>
  aggregator.lag().filter(({ topic }) => topic === logTopics.commands);

test("the command that an aggregator leaves open for good ends by its deadline at the other one", async () => {
  const log = openLog();
  const view = new MemoryFleetView();
  const both = [opened(view), opened(view)];
  await eventually(
    () => {
      for (const each of both) expect(commandsOf(each)).toHaveLength(partitions / 2);
    },
    { timeoutMs: waitMs },
  );
  const headers = {
    [logHeaders.boxId]: request.boxId,
    [logHeaders.receivedAtMs]: String(Date.now()),
  };
  const record = { key: request.boxId, value: encodeCommand(request), headers };
  await log.append(logTopics.commands, [record], AbortSignal.timeout(waitMs));
  const command = async () => (await history.readCommands(["command-1"])).get("command-1");
  await eventually(async () => expect(await command()).toBeDefined(), { timeoutMs: waitMs });
  const partition = partitionOfKey(request.boxId, partitions);
  const owner = both.find((each) => commandsOf(each).some((lag) => lag.partition === partition));
  await owner?.close();
  await eventually(
    async () => expect(await command()).toMatchObject({ state: "expired", decidedBy: "sweeper" }),
    { timeoutMs: waitMs },
  );
});
