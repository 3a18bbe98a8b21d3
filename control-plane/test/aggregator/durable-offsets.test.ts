import { logTopics, RaeError } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MemoryFleetView, MemoryHistory, sampleLease } from "../../src/testing/index.ts";
import { AggregatorLab } from "./aggregator-lab.ts";

let lab: AggregatorLab;
beforeEach(() => {
  lab = new AggregatorLab();
});
afterEach(() => lab.close());

/** Whether both stores can make durable what they hold, and how often each did. */
const disk = { isFull: false, synced: [] as string[] };

async function sync(store: string): Promise<void> {
  if (disk.isFull) throw new RaeError("history-unavailable", "the disk is full");
  disk.synced.push(store);
}

class DiskHistory extends MemoryHistory {
  override sync(): Promise<void> {
    return sync("history");
  }
}

class DiskView extends MemoryFleetView {
  override sync(): Promise<void> {
    return sync("view");
  }
}

test("offsets are committed when history and view are durable, and not before", async () => {
  lab.history = new DiskHistory();
  lab.view = new DiskView({ completeness: "rebuilding" });
  disk.isFull = true;
  const aggregator = lab.open();
  const sum = (name: "handledOffset" | "committedOffset") =>
    aggregator
      .lag()
      .filter(({ topic }) => topic === logTopics.leases)
      .reduce((total, lag) => total + lag[name], 0);
  await lab.leases(sampleLease());
  await lab.until(() => expect(sum("handledOffset")).toBe(1));
  await lab.clock.advance(5_000);
  expect([sum("committedOffset"), aggregator.state()]).toEqual([0, "running"]);
  disk.isFull = false;
  await lab.until(() => expect(sum("committedOffset")).toBe(1));
  expect(disk.synced.slice(-2)).toEqual(["history", "view"]);
});
