import { ManualClock } from "@rae/kit/testing";
import { logTopics } from "@rae/protocol";
import { RecordLogUnavailable, type Tail } from "@rae/stream";
import { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, expect, test } from "vitest";
import { subscribe } from "../mqtt/packets.ts";
import { TestGateway } from "../test-gateway.ts";
import { readPublished } from "./published.ts";

/** A log that cannot be read the first `refusals` times. */
class AbsentLog extends MemoryRecordLog {
  refusals: number;

  constructor(refusals: number) {
    super();
    this.refusals = refusals;
  }

  override async tail(options: Parameters<MemoryRecordLog["tail"]>[0]): Promise<Tail> {
    this.refusals -= 1;
    if (this.refusals >= 0) throw new RecordLogUnavailable("nobody is there");
    return super.tail(options);
  }
}

/** A log with a partition that nobody can read. */
class PartlyReadableLog extends MemoryRecordLog {
  override async tail(options: Parameters<MemoryRecordLog["tail"]>[0]): Promise<Tail> {
    const { close } = await super.tail(options);
    return { caughtUp: new Promise(() => {}), close };
  }
}

let lab: TestGateway | undefined;
afterEach(() => lab?.close());

test("a log that is away at the start is waited for, and the open commands are known before clients come", async () => {
  const log = new AbsentLog(2);
  lab = await TestGateway.open({ log });
  await lab.command("box-1", "command-1");
  const client = await lab.client("box-1");
  client.send(subscribe([["rae/v1/box-1/commands", 1]], { packetId: 2 }));

  await client.next();
  expect(readPublished(await client.next()).command.commandId).toBe("command-1");
  expect(log.refusals).toBe(-1);
});

test("a log that stays away ends the start with log-unavailable", async () => {
  const clock = new ManualClock();
  const log = new AbsentLog(Number.POSITIVE_INFINITY);
  const opening = TestGateway.open({ log, clock });
  const outcome = opening.then(
    () => "open",
    (error: unknown) => error,
  );
  let settled: unknown;
  void outcome.then((value) => {
    settled = value;
  });
  while (settled === undefined) await clock.advance(1_000);

  expect(settled).toMatchObject({
    code: "log-unavailable",
    message: expect.stringContaining("nobody is there"),
  });
  expect(log.records(logTopics.control)).toEqual([]);
});

test("a partition that cannot be read keeps no box of the others from its commands", async () => {
  const clock = new ManualClock();
  const log = new PartlyReadableLog({ clock });
  let opened: TestGateway | undefined;
  const opening = TestGateway.open({ log, clock }).then((each) => {
    opened = each;
    lab = each;
  });
  while (opened === undefined) await clock.advance(1_000);
  await opening;
  await opened.command("box-1", "command-1");
  const client = await opened.client("box-1");
  client.send(subscribe([["rae/v1/box-1/commands", 1]], { packetId: 2 }));

  await client.next();
  expect(readPublished(await client.next()).command.commandId).toBe("command-1");
  expect(opened.gateway.unreadyReason()).toBeUndefined();
});
