import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleEvents as events } from "../../src/testing/sample-events.ts";
import { AggregatorLab } from "./aggregator-lab.ts";

let lab: AggregatorLab;
beforeEach(() => {
  lab = new AggregatorLab();
});
afterEach(() => lab.close());

const isComplete = () => lab.until(() => expect(lab.view.completeness()).toBe("complete"));

test("a view that is lost under a running aggregator holds everything again within two seconds", async () => {
  const aggregator = lab.open();
  await lab.events(
    events.birth(),
    events.attached({ sequence: 1 }),
    events.attached({ sessionId: "session-2", sequence: 2 }),
  );
  await lab.settled(aggregator);
  const before = await lab.fleet();
  expect(before).toHaveLength(3);
  lab.view.lose();
  expect(await lab.fleet()).toEqual([]);
  await lab.clock.advance(2_000);
  expect(lab.view.completeness()).toBe("complete");
  expect(await lab.fleet()).toEqual(before);
  expect(aggregator.state()).toBe("running");
});

test("events are folded while the view is refilled, and one that arrived between is not undone", async () => {
  const aggregator = lab.open();
  await lab.events(events.birth(), events.attached({ sequence: 1 }));
  await lab.settled(aggregator);
  lab.view.lose();
  await lab.events(events.detached({ revision: 2, sequence: 2 }));
  await lab.settled(aggregator);
  await isComplete();
  expect((await lab.device())?.ended?.reason).toBe("unplugged");
});

test("a roster waits for the refill, as it ends what it does not name, and the view must name all", async () => {
  const aggregator = lab.open();
  await lab.events(
    events.birth(),
    events.attached({ sequence: 1 }),
    events.attached({ sessionId: "session-2", sequence: 2 }),
  );
  await lab.settled(aggregator);
  lab.view.lose();
  const sessions = [{ sessionId: "session-2", revision: 1 }];
  await lab.events(events.roster({ connection: 1, sequence: 5, sessions }));
  await lab.settled(aggregator);
  expect(lab.view.completeness()).toBe("complete");
  expect((await lab.device("session-1"))?.ended?.reason).toBe("registry-lost");
  expect((await lab.device("session-2"))?.ended).toBeUndefined();
});

test("while the history is away a lost view stays incomplete, and is refilled once it is back", async () => {
  const aggregator = lab.open();
  await lab.events(events.birth(), events.attached({ sequence: 1 }));
  await lab.settled(aggregator);
  lab.view.lose();
  lab.history.fail(3);
  await lab.clock.advance(2_000);
  expect(lab.view.completeness()).toBe("rebuilding");
  await isComplete();
  expect(await lab.fleet()).toHaveLength(2);
});
