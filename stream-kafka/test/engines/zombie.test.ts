import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { sharedEngines } from "@rae/deploy/engines/testing";
import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import type { LogRecord } from "@rae/stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { endOf, labOptions, missingOrLate, never, openLab, recordOf, soon } from "./kafka-lab.ts";

let opened: CloseStack;
beforeEach(() => {
  opened = new CloseStack();
});
afterEach(() => opened.close());

function startMember(options: object): { readonly child: ChildProcess; readonly said: string[] } {
  const child = fork(new URL("../programs/kafka-member.ts", import.meta.url), [
    JSON.stringify(options),
  ]);
  const said: string[] = [];
  child.on("message", (word) => void said.push(String(word)));
  opened.push("member", async () => {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  });
  return { child, said };
}

it("gives up what it had in hand when it wakes up after its session, and commits none of it", async () => {
  const keys = Array.from({ length: 16 }, (_, index) => `box-${index}`);
  const { logger, ...options } = labOptions(sharedEngines().kafkaBrokers, {
    read: { sessionTimeoutMs: 6_000 },
  });
  const log = opened.use("log", openLab({ ...options, logger }));
  const { child, said } = startMember(options);
  await log.append(
    "events",
    keys.map((key) => recordOf(key, 0)),
    soon(),
  );
  await eventually(() => expect(said.filter((word) => word.startsWith("began"))).toHaveLength(4));
  child.kill("SIGSTOP");
  const handled: LogRecord[] = [];
  const consumption = await log.consume({
    group: "readers",
    topics: ["events"],
    handle: async (slice) => {
      handled.push(...slice.records);
      return endOf(slice);
    },
    onFailure: never,
  });
  await log.append(
    "events",
    keys.map((key) => recordOf(key, 1)),
    soon(),
  );
  await eventually(() => expect(handled).toHaveLength(32), { timeoutMs: 20_000 });
  const committed = () => consumption.lag().reduce((sum, at) => sum + at.committedOffset, 0);
  await eventually(() => expect(committed()).toBe(32));
  child.kill("SIGCONT");
  await eventually(() => expect(said.filter((word) => word.startsWith("gave-up"))).toHaveLength(4));
  expect(said.filter((word) => word.startsWith("did"))).toEqual([]);
  // It joins again and gets its share, from where the other had come.
  await eventually(() => expect(consumption.lag()).toHaveLength(2), { timeoutMs: 20_000 });
  await log.append(
    "events",
    keys.map((key) => recordOf(key, 2)),
    soon(),
  );
  await eventually(() => expect(said.filter((word) => word.startsWith("did"))).toHaveLength(2));
  expect(handled.filter((record) => record.offset < 0)).toEqual([]);
  expect(missingOrLate(handled.slice(0, 32), 2)).toEqual([]);
});
