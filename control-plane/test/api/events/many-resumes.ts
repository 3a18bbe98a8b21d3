import { connect } from "node:net";
import { eventually, ManualClock } from "@rae/kit/testing";
import { expect, test } from "vitest";
import type { FleetView } from "../../../src/ports/fleet-view.ts";
import { sampleBox, sampleDevice, sampleGateway } from "../../../src/testing/index.ts";
import { ApiLab, attributes, token } from "../api-lab.ts";
import { EventReader } from "./event-reader.ts";

const clients = 1_000;
const patience = { timeoutMs: 60_000, intervalMs: 50 };
const boxIds = Array.from({ length: 6 }, (_, number) => `box-${number}`);

const deviceAt = (number: number, revision: number) =>
  sampleDevice({
    sessionId: `session-${number}`,
    boxId: `box-${number % boxIds.length}`,
    revision,
    attributes: attributes({ "connection.state": "online" }, 1),
  });

/** A view that counts how often its changes are read. */
function counted(view: FleetView): { readonly view: FleetView; readings: () => number } {
  let readings = 0;
  const changes = view.changes.bind(view);
  view.changes = (position, signal) => {
    readings += 1;
    return changes(position, signal);
  };
  return { view, readings: () => readings };
}

const told = ({ event, data }: EventReader["events"][number]) =>
  `${event} ${data.id} ${data.revision}`;

/**
 * A test on a view of some kind. One whose shards each have an order of their own may tell a client again what it knew from some of
 * them, as they are read side by side from the oldest position.
 */
export function manyResumes(name: string, open: () => FleetView, hasOneOrder = true): void {
  test(`${name}: a thousand clients that come back at once cost one reading, and each is told what it alone would have been`, {
    timeout: 300_000,
  }, async () => {
    const { view, readings } = counted(open());
    // Time stands still, so that however slow the machine is, nothing is forgotten meanwhile.
    const nowMs = Date.now();
    const lab = new ApiLab({ view, clock: new ManualClock(nowMs) });
    const change = (numbers: readonly number[], revision: number) =>
      lab.apply({ devices: numbers.map((number) => deviceAt(number, revision)) });
    const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);
    const position = async () => {
      let found = "";
      await eventually(async () => {
        const { status, body } = await lab.ask("/v1/devices?limit=1");
        expect(status).toBe(200);
        found = body.position;
      }, patience);
      return found;
    };
    const settled = (id: number, revision: number) =>
      eventually(
        async () =>
          expect((await lab.ask(`/v1/devices/session-${id}`)).body.revision).toBe(revision),
        patience,
      );
    await view.refill(async () => {}, AbortSignal.timeout(patience.timeoutMs));
    await lab.apply({
      boxes: boxIds.map((boxId) => sampleBox({ boxId, sinceMs: nowMs, statusReceivedAtMs: nowMs })),
      gateways: [sampleGateway({ aliveAtMs: nowMs + 3_600_000 })],
    });
    await change(upTo(120), 1);
    await lab.start({});
    await settled(119, 1);
    const before = await position();
    await change(upTo(80), 2);
    await settled(79, 2);
    const between = await position();
    await lab.stop();
    await change(upTo(40), 3);
    const ended = { reason: "unplugged", receivedAtMs: nowMs };
    await lab.apply({ devices: [{ ...deviceAt(0, 4), ended }] });
    await lab.start({});
    await settled(39, 3);

    const resume = async (after: string) => EventReader.open(lab, "", after);
    const alone = async (after: string, count: number) => {
      const reader = await resume(after);
      await eventually(() => expect(reader.events.length).toBe(count), patience);
      reader.close();
      return reader.events.map(told).sort();
    };
    const expected = {
      between: await alone(between, 40),
      before: await alone(before, 80),
    };
    expect(expected.between).toContain("device-ended session-0 4");

    await lab.stop();
    await lab.start({});
    await settled(39, 3);
    const lazy = connect(Number(new URL(lab.url).port), "127.0.0.1");
    lazy.pause();
    lazy.write(
      `GET /v1/events?after=${before} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    const readingsBefore = readings();
    const first = await resume(before);
    await eventually(() => expect(first.events.length).toBe(80), patience);
    const others = await Promise.all(
      upTo(clients - 2).map((number) => resume(number % 2 === 0 ? before : between)),
    );
    for (const [number, reader] of others.entries()) {
      const isOld = number % 2 === 0;
      const wanted = isOld ? expected.before : expected.between;
      await eventually(
        () => expect(reader.events.map(told)).toEqual(expect.arrayContaining(wanted)),
        patience,
      );
      const once = new Set(reader.events.map(told));
      expect(once.size).toBe(reader.events.length);
      const atMost = isOld || hasOneOrder ? wanted : expected.before;
      for (const each of once) expect(atMost).toContain(each);
    }
    expect(readings() - readingsBefore).toBe(1);

    await change([1], 5);
    for (const reader of [first, ...others]) {
      await eventually(
        () => expect(reader.events.map(told)).toContain("device session-1 5"),
        patience,
      );
      expect(reader.events.filter(({ event }) => event === "reset")).toEqual([]);
    }
    lazy.destroy();
    for (const reader of [first, ...others]) reader.close();
    await lab.close();
  });
}
