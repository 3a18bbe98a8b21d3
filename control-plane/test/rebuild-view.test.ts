import { silentLogger, systemClock } from "@rae/kit";
import { beforeEach, expect, test } from "vitest";
import { rebuildViewByHand } from "../src/rebuild-view.ts";
import {
  MemoryFleetView,
  MemoryHistory,
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleLease,
} from "../src/testing/index.ts";

const devices = Array.from({ length: 2_500 }, (_, index) =>
  sampleDevice({ sessionId: `session-${index}` }),
);
const states = {
  devices,
  boxes: [sampleBox()],
  commands: [sampleCommand()],
  leases: [sampleLease()],
};
const wrong = sampleDevice({ sessionId: "nobody knows it" });

let view: MemoryFleetView;
let history: MemoryHistory;
beforeEach(async () => {
  view = new MemoryFleetView();
  history = new MemoryHistory();
  await history.write({ ...states, entries: [] });
  await view.apply({ devices: [wrong], boxes: [], gateways: [], commands: [], leases: [] });
});

const rebuild = (signal = AbortSignal.timeout(10_000)) =>
  rebuildViewByHand({ view, history, clock: systemClock, logger: silentLogger, signal });
const fleet = async () => {
  const ids: string[] = [];
  const { records } = await view.scan(AbortSignal.timeout(5_000));
  for await (const { kind, record } of records) ids.push(kind === "device" ? record.sessionId : "");
  return ids.filter((id) => id !== "");
};

test("a view that was rebuilt by hand holds what the history holds, and nothing else", async () => {
  const { elapsedMs: _, ...rebuilt } = await rebuild();
  expect(rebuilt).toEqual({ by: "us", devices: 2_500, boxes: 1, commands: 1, leases: 1 });
  expect(view.completeness()).toBe("complete");
  expect((await fleet()).sort()).toEqual(devices.map((each) => each.sessionId).sort());
});

/** An aggregator notices at once that this view was emptied. */
class WatchedView extends MemoryFleetView {
  override async clear(): Promise<void> {
    await super.clear();
    void this.refill(() => this.apply({ ...states, gateways: [] }), AbortSignal.timeout(5_000));
  }
}

test("if an aggregator refills the view first, the rebuild waits for it and says so", async () => {
  view = new WatchedView();
  expect(await rebuild()).toMatchObject({ by: "another", devices: 0 });
  expect(await fleet()).toHaveLength(2_500);
});

test("a rebuild that is stopped leaves a view that is known to be incomplete", async () => {
  history.fail(1);
  await expect(rebuild()).rejects.toMatchObject({ code: "history-unavailable" });
  expect(view.completeness()).toBe("rebuilding");
});
