import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleEvents as events, sampleAttributes } from "../../src/testing/sample-events.ts";
import { AggregatorLab } from "./aggregator-lab.ts";

let lab: AggregatorLab;
beforeEach(() => {
  lab = new AggregatorLab();
});
afterEach(() => lab.close());

const on = sampleAttributes({ "power.state": "on" });
const resync = (haveRevision: number, part: object = {}) => ({
  kind: "resync-session",
  boxId: "box-1",
  sessionId: "session-1",
  haveRevision,
  sessionEnded: false,
  ...part,
});
const asked = (expected: readonly object[]) =>
  lab.until(async () => expect(await lab.resyncs()).toEqual(expected));

test("a missed revision is asked for, and the Snapshot that answers heals", async () => {
  const aggregator = lab.open();
  await lab.events(events.birth(), events.attached(), events.changed({ revision: 3 }));
  await asked([resync(3)]);
  expect(await lab.device()).toMatchObject({ stale: true });
  await lab.events(events.snapshot({ revision: 4, attributes: on }));
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ revision: 4, stale: false, attributes: on });
  await lab.clock.advance(60_000);
  expect(await lab.resyncs()).toHaveLength(1);
});

test("a request that gets no answer is made again after thirty seconds", async () => {
  const aggregator = lab.open();
  await lab.events(events.birth(), events.attached(), events.changed({ revision: 3 }));
  await lab.settled(aggregator);
  await asked([resync(3)]);
  await lab.clock.advance(29_000);
  expect(await lab.resyncs()).toHaveLength(1);
  await asked([resync(3), resync(3)]);
});

test("a box that is lost is not asked before it is back", async () => {
  const aggregator = lab.open();
  await lab.events(
    events.birth(),
    events.lost(),
    events.attached(),
    events.changed({ revision: 3 }),
  );
  await lab.settled(aggregator);
  await lab.clock.advance(60_000);
  expect(await lab.resyncs()).toEqual([]);
  await lab.events(events.birth({ connection: 2 }));
  await asked([resync(3)]);
});

test("what an empty registry file does not know ends, and its own sessions are asked for", async () => {
  const aggregator = lab.open();
  await lab.events(events.birth(), events.attached(), events.attached({ sessionId: "session-2" }));
  await lab.settled(aggregator);
  const registryId = "registry-2";
  await lab.events(
    events.birth({ registryId }),
    events.attached({ registryId, sessionId: "session-3", sequence: 1 }),
    events.roster({
      registryId,
      sequence: 2,
      sessions: [
        { sessionId: "session-3", revision: 1 },
        { sessionId: "session-4", revision: 7 },
      ],
    }),
  );
  await lab.settled(aggregator);
  for (const sessionId of ["session-1", "session-2"]) {
    expect(await lab.device(sessionId)).toMatchObject({
      revision: 1,
      ended: { reason: "registry-lost" },
    });
  }
  expect(await lab.device("session-3")).not.toHaveProperty("ended");
  await asked([resync(0, { sessionId: "session-4" })]);
});

test("an older copy of the registry is refused, heals, and its ghosts end", async () => {
  const aggregator = lab.open();
  await lab.events(
    events.birth({ connection: 7 }),
    events.attached({ connection: 7, sequence: 50 }),
    events.changed({ connection: 7, sequence: 51, revision: 2 }),
    events.attached({ connection: 7, sequence: 52, sessionId: "ghost" }),
    events.lost({ connection: 7 }),
    events.birth({ connection: 5 }),
  );
  await asked([
    {
      kind: "resync-connection",
      boxId: "box-1",
      refusedRegistryId: "registry-1",
      refusedConnection: 5,
      haveConnection: 7,
      registrySuperseded: false,
    },
  ]);
  await lab.events(
    events.birth({ connection: 8 }),
    events.roster({
      connection: 8,
      sequence: 20,
      sessions: [{ sessionId: "session-1", revision: 1 }],
    }),
  );
  await lab.settled(aggregator);
  expect(await lab.device("ghost")).toMatchObject({ ended: { reason: "registry-lost" } });
  await lab.until(async () => expect((await lab.resyncs()).at(-1)).toEqual(resync(2)));
  await lab.events(events.snapshot({ connection: 8, sequence: 21, revision: 3, attributes: on }));
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ revision: 3, attributes: on, stale: false });
});

test("a registry that was replaced, put back, is told so", async () => {
  lab.open();
  await lab.events(
    events.birth({ connection: 3 }),
    events.birth({ registryId: "registry-2", connection: 4 }),
    events.birth({ connection: 9 }),
  );
  await asked([
    {
      kind: "resync-connection",
      boxId: "box-1",
      refusedRegistryId: "registry-1",
      refusedConnection: 9,
      haveConnection: 4,
      registrySuperseded: true,
    },
  ]);
});

test("a stale session that its box does not know ends by the roster that answers", async () => {
  const aggregator = lab.open();
  await lab.events(
    events.birth(),
    events.roster({ sequence: 1 }),
    events.changed({ sequence: 2, revision: 3 }),
  );
  await asked([resync(3)]);
  await lab.events(events.roster({ sequence: 3 }));
  await lab.settled(aggregator);
  expect(await lab.device()).toMatchObject({ ended: { reason: "registry-lost" } });
  await lab.clock.advance(60_000);
  expect(await lab.resyncs()).toHaveLength(1);
});

test("a session that has ended for us, and not for its box, is asked to end", async () => {
  const aggregator = lab.open();
  await lab.events(
    events.birth(),
    events.attached(),
    events.detached({ revision: 2, sequence: 2 }),
    events.roster({ sequence: 3, sessions: [{ sessionId: "session-1", revision: 2 }] }),
  );
  await asked([resync(2, { sessionEnded: true })]);
  await lab.events(events.detached({ revision: 3, sequence: 4 }));
  await lab.settled(aggregator);
  await lab.clock.advance(60_000);
  expect(await lab.resyncs()).toHaveLength(1);
});

test("a replay from behind the head asks nothing that a later record heals", async () => {
  const many = Array.from({ length: 1_200 }, (_, index) =>
    events.changed({ sessionId: `session-${index}`, revision: 5, sequence: index }),
  );
  await lab.events(events.birth(), ...many);
  await lab.events(
    ...many.map(({ sessionId, revision, sequence }) =>
      events.snapshot({ sessionId, revision, sequence }),
    ),
  );
  await lab.clock.advance(120_000);
  const aggregator = lab.open();
  await lab.settled(aggregator);
  await lab.clock.advance(60_000);
  expect(await lab.resyncs()).toEqual([]);
});

test("what was old when it was read is asked for at the end of the log", async () => {
  await lab.events(events.birth(), events.attached(), events.changed({ revision: 3 }));
  await lab.clock.advance(3_600_000);
  lab.open();
  await asked([resync(3)]);
});

test("after a restart a stale session is asked for, though no record speaks of it", async () => {
  const first = lab.open();
  await lab.events(events.birth(), events.attached(), events.changed({ revision: 3 }));
  await asked([resync(3)]);
  await lab.settled(first);
  await lab.closed(first);
  lab.open();
  await asked([resync(3), resync(3)]);
});

test("after a restart a stale session is asked for, though the view that held it was lost", async () => {
  const first = lab.open();
  await lab.events(events.birth(), events.attached(), events.changed({ revision: 3 }));
  await asked([resync(3)]);
  await lab.settled(first);
  await lab.closed(first);
  // It stays lost: another is taken to refill it.
  lab.view.refill = async () => false;
  lab.view.lose();
  lab.open();
  await asked([resync(3), resync(3)]);
});

test("a log that takes no commands for a while is asked again, for connections and sessions", async () => {
  const aggregator = lab.open();
  await lab.events(events.birth({ connection: 3 }));
  await lab.settled(aggregator);
  await lab.events(events.birth({ connection: 2 }), events.changed({ revision: 3 }));
  lab.log.failAppends(1);
  await lab.until(async () => {
    const kinds = (await lab.resyncs()).map((each) => each.kind);
    expect(kinds).toEqual(["resync-connection", "resync-session"]);
  });
});

test("what a roster found is asked for after a restart, unless it has healed", async () => {
  const first = lab.open();
  await lab.events(
    events.birth(),
    events.attached(),
    events.attached({ sessionId: "session-2", sequence: 2 }),
    events.lost(),
    events.roster({
      sequence: 3,
      sessions: [
        { sessionId: "session-1", revision: 4 },
        { sessionId: "session-2", revision: 4 },
        { sessionId: "session-3", revision: 4 },
      ],
    }),
    events.snapshot({ sessionId: "session-2", revision: 5, sequence: 4 }),
  );
  await lab.settled(first);
  await lab.events(events.attached({ sessionId: "session-4", sequence: 5 }));
  await lab.settled(first);
  expect(await lab.resyncs()).toEqual([]);
  await lab.closed(first);

  lab.open();
  await lab.events(events.birth({ connection: 2 }));
  await asked([resync(1), resync(0, { sessionId: "session-3" })]);
});

test("a box whose refusal was lost with the process is told again at its next Status", async () => {
  const first = lab.open();
  await lab.events(events.birth({ connection: 3 }));
  await lab.settled(first);
  await lab.events(events.birth({ connection: 2 }));
  lab.log.failAppends(1_000);
  await lab.settled(first);
  await lab.closed(first);
  lab.log.failAppends(0);
  const second = lab.open();
  await lab.settled(second);
  expect(await lab.resyncs()).toEqual([]);
  await lab.events(events.status({ connection: 2 }));
  await asked([
    {
      ...{ kind: "resync-connection", boxId: "box-1", registrySuperseded: false },
      ...{ refusedRegistryId: "registry-1", refusedConnection: 2, haveConnection: 3 },
    },
  ]);
});

test("sessions of a registry whose Birth was never seen end with those that its successor does not know", async () => {
  const aggregator = lab.open();
  const ghost = { registryId: "registry-9", sessionId: "ghost" };
  await lab.events(events.attached(ghost));
  await lab.settled(aggregator);
  const registryId = "registry-2";
  await lab.events(events.birth({ registryId }));
  await lab.settled(aggregator);
  await lab.events(
    events.attached({ registryId, sequence: 1 }),
    events.roster({ registryId, sequence: 2, sessions: [{ sessionId: "session-1", revision: 1 }] }),
  );
  await lab.settled(aggregator);
  expect(await lab.device("ghost")).toMatchObject({ ended: { reason: "registry-lost" } });
  expect(await lab.device()).not.toHaveProperty("ended");
});
