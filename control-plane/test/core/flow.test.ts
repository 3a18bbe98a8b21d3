import { describe, expect, it } from "vitest";
import { FleetIndex } from "../../src/core/fleet-index.ts";
import { Flow } from "../../src/core/flow.ts";
import { sampleBox, sampleTimeMs as startMs } from "../../src/testing/sample-records.ts";

describe("the flow of news into the view", () => {
  it("lets silence count until now where no aggregator was ever heard", () => {
    expect(new Flow().listening(startMs)).toEqual({ sinceMs: 0, untilMs: startMs });
  });

  it("lets silence count until now while aggregators are heard, and no further than a little behind the last of them", () => {
    const flow = new Flow();
    flow.heard(startMs);
    expect(flow.listening(startMs + 5_000).untilMs).toBe(startMs + 5_000);
    expect(flow.listening(startMs + 60_000).untilMs).toBe(startMs + 7_500);
  });

  it("lets silence count anew once it flows again", () => {
    const flow = new Flow();
    for (const atMs of [startMs, startMs + 5_000, startMs + 60_000]) flow.heard(atMs);
    expect(flow.listening(startMs + 61_000)).toEqual({
      sinceMs: startMs + 60_000,
      untilMs: startMs + 61_000,
    });
  });

  it("does not take an old sign of life, or one of two aggregators that is late, for a pause", () => {
    const flow = new Flow();
    for (const atMs of [startMs, startMs + 6_000, startMs + 1_000]) flow.heard(atMs);
    expect(flow.listening(startMs + 7_000)).toEqual({ sinceMs: 0, untilMs: startMs + 7_000 });
  });
});

describe("presence", () => {
  const gateway = (aliveAtMs: number) =>
    ({ kind: "gateway", record: { gatewayId: "gateway-1", aliveAtMs, stopped: false } }) as const;
  const aggregator = (aliveAtMs: number) =>
    ({
      kind: "gateway",
      record: { gatewayId: "aggregator-1", aliveAtMs, stopped: false, isAggregator: true },
    }) as const;

  function indexOfOneBox() {
    const index = new FleetIndex();
    const record = sampleBox({ sinceMs: startMs, statusReceivedAtMs: startMs });
    index.apply({ kind: "box", record: { ...record, gatewayId: "gateway-1" } }, startMs);
    index.apply(gateway(startMs), startMs);
    index.apply(aggregator(startMs), startMs);
    const presenceAt = (atMs: number) => {
      index.tick(atMs);
      return index.box(record.boxId)?.presence.state;
    };
    return { index, presenceAt };
  }

  it("stands still while the log stands still, and goes on when gateways had time to be heard again", () => {
    const { index, presenceAt } = indexOfOneBox();
    expect(presenceAt(startMs + 60_000)).toBe("present");
    index.apply(aggregator(startMs + 60_000), startMs + 60_000);
    expect(presenceAt(startMs + 61_000)).toBe("present");
    index.apply(aggregator(startMs + 65_000), startMs + 65_000);
    index.apply(aggregator(startMs + 70_000), startMs + 70_000);
    index.apply(aggregator(startMs + 75_000), startMs + 75_000);
    expect(presenceAt(startMs + 75_001)).toBe("unknown");
  });

  it("is unknown when the only gateway is silent while aggregators are heard", () => {
    const { index, presenceAt } = indexOfOneBox();
    for (let second = 5; second <= 15; second += 5) {
      index.apply(aggregator(startMs + second * 1_000), startMs + second * 1_000);
    }
    expect(presenceAt(startMs + 15_000)).toBe("present");
    expect(presenceAt(startMs + 15_001)).toBe("unknown");
  });
});
