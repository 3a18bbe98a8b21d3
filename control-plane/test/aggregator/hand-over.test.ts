import { type DeviceCommand, logTopics } from "@rae/protocol";
import { RecordLogUnavailable, type TopicPartition } from "@rae/stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { foldedTopics } from "../../src/aggregator/fold-stream.ts";
import { sampleEvents as events } from "../../src/testing/sample-events.ts";
import { AggregatorLab, boxIn } from "./aggregator-lab.ts";

let lab: AggregatorLab;
beforeEach(() => {
  lab = new AggregatorLab();
});
afterEach(() => lab.close());

const request = (boxId: string): DeviceCommand => ({
  kind: "device",
  commandId: `command-of-${boxId}`,
  boxId,
  sessionId: "session-1",
  capability: "power",
  command: "on",
  parameters: {},
  remainingMs: 10_000,
});

describe("an aggregator that leaves for good, while nothing else happens on the log", () => {
  test("hands over an open command, which ends by its deadline", async () => {
    const both = [lab.open(), lab.open()];
    const owner = await lab.ownerOf(logTopics.commands, "box-1", ...both);
    const { commandId } = request("box-1");
    await lab.commands(request("box-1"));
    await lab.settled(...both);
    expect(await lab.command(commandId)).toMatchObject({ state: "pending" });
    await lab.closed(owner);
    await lab.clock.advance(13_000);
    expect(await lab.command(commandId)).toMatchObject({ state: "expired", decidedBy: "sweeper" });
  });

  test("hands over an open command also while the history is away for some time", async () => {
    const both = [lab.open(), lab.open()];
    const owner = await lab.ownerOf(logTopics.commands, "box-1", ...both);
    await lab.commands(request("box-1"));
    await lab.settled(...both);
    lab.history.fail(5);
    await lab.closed(owner);
    await lab.clock.advance(20_000);
    expect(await lab.appendedOutcomes()).toMatchObject([{ state: "expired", source: "sweeper" }]);
  });

  test("hands over what a box has still to tell anew", async () => {
    const both = [lab.open(), lab.open()];
    const owner = await lab.ownerOf(logTopics.events, "box-1", ...both);
    await lab.events(events.birth(), events.attached(), events.changed({ revision: 3 }));
    await lab.until(async () => expect(await lab.resyncs()).toHaveLength(1));
    await lab.settled(...both);
    await lab.closed(owner);
    await lab.until(async () => expect(await lab.resyncs()).toHaveLength(2));
    expect((await lab.resyncs()).map(({ kind }) => kind)).toEqual([
      "resync-session",
      "resync-session",
    ]);
  });

  test("is not needed for the command of a box that another had from the start", async () => {
    const both = [lab.open(), lab.open()];
    const boxId = boxIn(2);
    const owner = await lab.ownerOf(logTopics.commands, boxId, ...both);
    await lab.commands(request(boxId));
    await lab.settled(...both);
    for (const each of both) if (each !== owner) await lab.closed(each);
    await lab.clock.advance(120_000);
    expect(await lab.appendedOutcomes()).toHaveLength(1);
  });
});

test("one scan serves all partitions that are gained at once", async () => {
  let scans = 0;
  const scanCurrent = lab.history.scanCurrent.bind(lab.history);
  const both = [lab.open(), lab.open()];
  const owner = await lab.ownerOf(logTopics.events, "box-1", ...both);
  await lab.settled(...both);
  lab.history.scanCurrent = (signal, kinds) => {
    scans += 1;
    return scanCurrent(signal, kinds);
  };
  const [left] = both.filter((each) => each !== owner);
  await lab.closed(owner);
  await lab.until(() => expect(left?.lag()).toHaveLength(foldedTopics.length * 4));
  await lab.clock.advance(5_000);
  expect(scans).toBe(1);
});

describe("a partition that cannot be written", () => {
  let away: TopicPartition | undefined;
  const lose = (partition: TopicPartition) => {
    away = partition;
    lab.log.failPartition(away, new RecordLogUnavailable("nobody leads it"));
  };
  const heal = () => {
    if (away !== undefined) lab.log.healPartition(away);
  };
  afterEach(heal);

  const missed = (boxId: string, sessionId: string) => [
    events.birth({ boxId }),
    events.attached({ boxId, sessionId }),
    events.changed({ boxId, sessionId, revision: 3, sequence: 2 }),
  ];
  const asked = (count: number) =>
    lab.until(async () => expect(await lab.resyncs()).toHaveLength(count));

  test("of commands delays no event, and no resync of boxes in others", async () => {
    const aggregator = lab.open();
    const [ill, well] = [boxIn(0), boxIn(1)];
    lose({ topic: logTopics.commands, partition: 0 });
    await lab.events(...missed(ill, "session-ill"));
    await lab.settled(aggregator);
    await lab.events(...missed(well, "session-well"), events.status({ boxId: ill }));
    await lab.settled(aggregator);
    expect(await lab.device("session-well")).toMatchObject({ revision: 3, stale: true });
    await asked(1);
    expect(await lab.resyncs()).toMatchObject([{ boxId: well }]);
    heal();
    await asked(2);
  });

  test("of outcomes keeps no command of boxes in others from ending", async () => {
    const aggregator = lab.open();
    const [ill, well] = [boxIn(0), boxIn(1)];
    lose({ topic: logTopics.outcomes, partition: 0 });
    await lab.commands(request(ill));
    await lab.settled(aggregator);
    await lab.clock.advance(5_000);
    await lab.commands(request(well));
    await lab.settled(aggregator);
    await lab.clock.advance(13_000);
    expect(await lab.command(request(well).commandId)).toMatchObject({ state: "expired" });
    expect(await lab.command(request(ill).commandId)).toMatchObject({ state: "pending" });
    heal();
    await lab.until(async () => {
      expect(await lab.command(request(ill).commandId)).toMatchObject({ state: "expired" });
    });
  });

  test("of control costs one sign of life: the next has another key", async () => {
    lab.open();
    const told = () => lab.records(logTopics.control);
    await lab.until(async () => expect(await told()).not.toEqual([]));
    const partition = (await told())[0]?.partition ?? 0;
    lose({ topic: logTopics.control, partition });
    await lab.until(async () => {
      expect((await told()).some((each) => each.partition !== partition)).toBe(true);
    });
  });
});
