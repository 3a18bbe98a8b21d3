import type { FleetView, ViewBatch, ViewChange, ViewRecord } from "@rae/control-plane";
import {
  sampleBox,
  sampleCommand,
  sampleDevice,
  sampleGateway,
  sampleTimeMs,
} from "@rae/control-plane/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fleetViewFillingContract, type OpenFleetView } from "./fleet-view-filling.ts";
import { fleetViewLeasesContract } from "./fleet-view-leases.ts";

const waitMs = 5_000;

/** What every adapter of the `FleetView` port holds. */
export function fleetViewContract(name: string, open: OpenFleetView): void {
  fleetViewFillingContract(name, open);
  fleetViewLeasesContract(name, open);
  describe(`fleet view: ${name}`, () => {
    let view: FleetView;
    beforeEach(async () => {
      view = await open({ keepChanges: 50 });
      await view.refill(async () => {}, AbortSignal.timeout(waitMs));
    });
    afterEach(() => view.close());

    const applied = async (batch: Partial<ViewBatch>) =>
      view.apply({ devices: [], boxes: [], gateways: [], commands: [], leases: [], ...batch });
    const device = async () => (await view.readDevices(["session-1"])).get("session-1");
    const box = async () => (await view.readBoxes(["box-1"])).get("box-1");
    const command = async () => (await view.readCommands(["command-1"])).get("command-1");

    test("records read back as they were applied, absent ones are absent", async () => {
      const batch = {
        devices: [sampleDevice()],
        boxes: [sampleBox()],
        commands: [sampleCommand()],
      };
      await applied(batch);
      expect(await device()).toEqual(batch.devices[0]);
      expect(await box()).toEqual(batch.boxes[0]);
      expect(await command()).toEqual(batch.commands[0]);
      expect((await view.readDevices(["session-2"])).size).toBe(0);
      expect((await view.readDevices([])).size).toBe(0);
    });

    const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
    const later = { receivedAtMs: sampleTimeMs + 1 };
    test.each([
      ["a higher revision", {}, { revision: 2 }, true],
      ["a lower revision", { revision: 2 }, { revision: 1 }, false],
      ["the same revision", {}, later, false],
      ["the same revision that heals", { stale: true }, later, true],
      ["the same revision that is stale too", { stale: true }, { stale: true, ...later }, false],
      ["the same revision that is stale now", {}, { stale: true }, false],
      ["the same revision that ends", {}, { ended }, true],
      ["a lower revision that ends", { revision: 2 }, { ended }, false],
      ["a higher revision over a tombstone", { ended }, { revision: 9 }, false],
      ["a session of another box", {}, { boxId: "box-2", revision: 2 }, false],
    ])("%s: stored %o, then %o", async (_, stored, next, wins) => {
      await applied({ devices: [sampleDevice(stored)] });
      await applied({ devices: [sampleDevice(next)] });
      expect(await device()).toEqual(sampleDevice(wins ? next : stored));
    });

    const lost = { presence: "lost", lostReason: "connection lost" } as const;
    test.each([
      ["a higher connection", {}, { connection: 2 }, true],
      ["a lower connection", { connection: 2 }, {}, false],
      ["Lost of the same connection", {}, lost, true],
      ["Birth over Lost of the same connection", lost, {}, false],
      [
        "a successor's registry",
        {},
        { registryId: "r-2", supersededRegistryIds: ["registry-1"] },
        true,
      ],
      ["an unrelated registry", { connection: 1 }, { registryId: "r-2", connection: 9 }, false],
      ["a newer roster", {}, { roster: { connection: 1, sequence: 5 } }, true],
      [
        "an older roster",
        { roster: { connection: 2, sequence: 1 } },
        { roster: { connection: 1, sequence: 5 } },
        false,
      ],
      ["a newer status", {}, { statusReceivedAtMs: sampleTimeMs + 1 }, true],
      ["the same", {}, {}, false],
    ])("box: %s: stored %o, then %o", async (_, stored, next, wins) => {
      await applied({ boxes: [sampleBox(stored)] });
      await applied({ boxes: [sampleBox(next)] });
      expect(await box()).toEqual(sampleBox(wins ? next : stored));
    });

    const late = [
      {
        commandId: "command-1",
        boxId: "box-1",
        sessionId: "session-1",
        state: "unknown",
        source: "sweeper",
        atMs: sampleTimeMs,
      },
    ] as const;
    test.each([
      ["one that came further", {}, { state: "sent" }, true],
      ["one that goes back", { state: "started" }, { state: "sent" }, false],
      ["another end", { state: "succeeded" }, { state: "failed" }, false],
      [
        "the same end with more late outcomes",
        { state: "succeeded" },
        { state: "succeeded", late },
        true,
      ],
      [
        "another end with more late outcomes",
        { state: "succeeded" },
        { state: "failed", late },
        false,
      ],
      ["a whole one over a provisional one", { provisional: true }, {}, true],
      ["a provisional one over a whole one", {}, { provisional: true, state: "failed" }, false],
      ["a whole one that would lose an outcome", { provisional: true, state: "failed" }, {}, false],
    ] as const)("command: %s: stored %o, then %o", async (_, stored, next, wins) => {
      await applied({ commands: [sampleCommand(stored)] });
      await applied({ commands: [sampleCommand(next)] });
      expect(await command()).toEqual(sampleCommand(wins ? next : stored));
    });

    test("a box's devices are those that have not ended", async () => {
      await applied({
        devices: [
          sampleDevice(),
          sampleDevice({ sessionId: "session-2", ended }),
          sampleDevice({ sessionId: "session-3", boxId: "box-2" }),
        ],
      });
      expect(await view.readDevicesOfBox("box-1")).toEqual([sampleDevice()]);
      await applied({ devices: [sampleDevice({ ended })] });
      expect(await view.readDevicesOfBox("box-1")).toEqual([]);
      expect(await device()).toEqual(sampleDevice({ ended }));
    });

    test("a scan yields all that is not over, over many pages", async () => {
      const devices = Array.from({ length: 1201 }, (_, index) =>
        sampleDevice({ sessionId: `session-${index}` }),
      );
      const gone = sampleDevice({ sessionId: "gone", ended });
      const over = sampleCommand({
        commandId: "over",
        state: "failed",
        finishedAtMs: sampleTimeMs,
      });
      await applied({
        devices: [...devices, gone],
        boxes: [sampleBox()],
        gateways: [sampleGateway()],
        commands: [sampleCommand(), over],
      });
      const found = await collect((await view.scan(AbortSignal.timeout(waitMs))).records);
      expect(keysOf(found)).toEqual(
        [
          ...devices.map((each) => `device ${each.sessionId}`),
          "box box-1",
          "gateway gateway-1",
          "command command-1",
        ].sort(),
      );
    });

    test("a scan that is aborted rejects", async () => {
      await applied({ devices: [sampleDevice()] });
      const stop = new AbortController();
      const { records } = await view.scan(stop.signal);
      stop.abort(new Error("enough"));
      await expect(collect(records)).rejects.toThrow("enough");
    });

    test("changes after a scan's position are those that came later, boxes before devices", async () => {
      await applied({ devices: [sampleDevice()] });
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      await applied({ devices: [sampleDevice({ revision: 2 })], boxes: [sampleBox()] });
      await applied({ gateways: [sampleGateway()], commands: [sampleCommand()] });
      const changes = (await take(view, position, 4)).map((each) => each.change);
      const ofBox = changes.filter(({ kind }) => kind === "box" || kind === "device");
      expect(ofBox).toEqual([
        { kind: "box", record: sampleBox() },
        { kind: "device", record: sampleDevice({ revision: 2 }) },
      ]);
      expect(changes).toContainEqual({ kind: "gateway", record: sampleGateway() });
      expect(changes).toContainEqual({ kind: "command", record: sampleCommand() });
    });

    test("a reader resumes behind any change that it was given", async () => {
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      const sessions = ["a", "b", "c", "d"];
      await applied({ devices: sessions.map((sessionId) => sampleDevice({ sessionId })) });
      const all = await take(view, position, 4);
      for (const [index, change] of all.slice(0, 3).entries()) {
        const rest = await take(view, change.position, 3 - index);
        expect(rest).toEqual(all.slice(index + 1));
      }
    });

    test("a reader that waits is given what is applied then", async () => {
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      const waiting = take(view, position, 1);
      await applied({ devices: [sampleDevice()] });
      expect((await waiting).map((each) => each.change)).toEqual([
        { kind: "device", record: sampleDevice() },
      ]);
    });

    test("a reader that lags ends up with the newest state of every record", async () => {
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      for (let revision = 1; revision <= 9; revision += 1) {
        await applied({ devices: [sampleDevice({ revision })] });
      }
      await applied({ boxes: [sampleBox()] });
      const changes = await takeUntil(view, position, ({ change }) => change.kind === "box");
      const devices = changes.filter(({ change }) => change.kind === "device");
      expect(devices.at(-1)?.change.record).toEqual(sampleDevice({ revision: 9 }));
    });

    test("what changes nothing is no change", async () => {
      const batch = {
        devices: [sampleDevice()],
        boxes: [sampleBox()],
        gateways: [sampleGateway()],
        commands: [sampleCommand()],
      };
      await applied(batch);
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      await applied(batch);
      await applied({ devices: [sampleDevice({ revision: 2 })] });
      expect(keysOf((await take(view, position, 1)).map((each) => each.change))).toEqual([
        "device session-1",
      ]);
    });

    test("a gateway's liveness only grows", async () => {
      await applied({ gateways: [sampleGateway({ aliveAtMs: sampleTimeMs + 5_000 })] });
      await applied({ gateways: [sampleGateway()] });
      const { records } = await view.scan(AbortSignal.timeout(waitMs));
      expect(await collect(records)).toEqual([
        { kind: "gateway", record: sampleGateway({ aliveAtMs: sampleTimeMs + 5_000 }) },
      ]);
    });

    test("gateways are read by their ids", async () => {
      const other = sampleGateway({ gatewayId: "gateway-2", stopped: true });
      await applied({ gateways: [sampleGateway(), other] });
      const read = await view.readGateways(["gateway-1", "gateway-2", "gateway-3"]);
      expect(read).toEqual(
        new Map([
          ["gateway-1", sampleGateway()],
          ["gateway-2", other],
        ]),
      );
    });

    test("reading changes ends without an error when the signal aborts", async () => {
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      const stop = new AbortController();
      const reading = collect(view.changes(position, stop.signal));
      stop.abort();
      expect(await reading).toEqual([]);
    });

    test("reading changes ends without an error when the view closes", async () => {
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      const reading = collect(view.changes(position, AbortSignal.timeout(waitMs)));
      await view.close();
      expect(await reading).toEqual([]);
    });

    test.each(["", "nonsense", "-1", "0-0-0", "999999999"])(
      "a position %j that the view did not make is refused",
      async (position) => {
        await expect(take(view, position, 1)).rejects.toMatchObject({ code: "bad-cursor" });
      },
    );

    test("a position older than what is kept is refused, one that is kept is not", async () => {
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      await applied({ devices: [sampleDevice()] });
      const [first] = await take(view, position, 1);
      for (let revision = 2; revision <= 51; revision += 1) {
        await applied({ devices: [sampleDevice({ revision })] });
      }
      await expect(take(view, position, 1)).rejects.toMatchObject({ code: "bad-cursor" });
      const rest = await takeUntil(view, first?.position ?? "", isRevision(51));
      expect(rest.at(-1)?.change.record).toEqual(sampleDevice({ revision: 51 }));
    });

    test("a position covers itself and those before, not those behind", async () => {
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      const devices = ["a", "b"].map((sessionId) => sampleDevice({ sessionId, boxId: sessionId }));
      await applied({ devices });
      const all = await take(view, position, 2);
      const last = all.at(-1)?.position ?? "";
      expect(view.covers(position, position)).toBe(true);
      expect(view.covers(last, position)).toBe(true);
      expect(view.covers(position, last)).toBe(false);
      expect(view.covers(all.at(0)?.position ?? "", last)).toBe(false);
      expect(() => view.covers("nonsense", last)).toThrow("position");
    });

    test("devices are found without knowing their boxes, and with", async () => {
      const devices = Array.from({ length: 40 }, (_, index) =>
        sampleDevice({ sessionId: `session-${index}`, boxId: `box-${index}` }),
      );
      await applied({ devices });
      const sessionIds = devices.map((each) => each.sessionId);
      const boxIds = new Set(devices.map((each) => each.boxId));
      expect((await view.readDevices(sessionIds)).size).toBe(40);
      expect((await view.readDevices(sessionIds, boxIds)).size).toBe(40);
    });

    test("after closing, calls say that the view is unavailable, and closing again is nothing", async () => {
      await view.close();
      await view.close();
      await expect(device()).rejects.toMatchObject({ code: "view-unavailable" });
      await expect(applied({})).rejects.toMatchObject({ code: "view-unavailable" });
    });
  });
}

function isRevision(revision: number) {
  return ({ change }: ViewChange) =>
    change.kind === "device" && change.record.revision === revision;
}

async function take(view: FleetView, position: string, count: number): Promise<ViewChange[]> {
  let taken = 0;
  return takeUntil(view, position, () => {
    taken += 1;
    return taken === count;
  });
}

/** Reads until `isLast` says so of a change. */
async function takeUntil(
  view: FleetView,
  position: string,
  isLast: (change: ViewChange) => boolean,
): Promise<ViewChange[]> {
  const changes: ViewChange[] = [];
  for await (const batch of view.changes(position, AbortSignal.timeout(waitMs))) {
    for (const change of batch) {
      changes.push(change);
      if (isLast(change)) return changes;
    }
  }
  throw new Error(`gave up after ${changes.length} changes`);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function keysOf(records: readonly ViewRecord[]): string[] {
  return records.map(keyOf).sort();
}

function keyOf({ kind, record }: ViewRecord): string {
  switch (kind) {
    case "device":
      return `device ${record.sessionId}`;
    case "box":
      return `box ${record.boxId}`;
    case "gateway":
      return `gateway ${record.gatewayId}`;
    case "command":
      return `command ${record.commandId}`;
    case "lease":
      return `lease ${record.leaseId}`;
  }
}
