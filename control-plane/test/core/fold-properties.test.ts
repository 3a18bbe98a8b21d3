import type { DeviceEvent } from "@rae/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isNewerDevice } from "../../src/core/device-order.ts";
import type { DeviceRecord } from "../../src/core/device-record.ts";
import { foldDevice } from "../../src/core/fold-device.ts";
import { sampleEvents as events, sampleAttributes } from "../../src/testing/sample-events.ts";

const value = fc.constantFrom("a", "b", "c");
const name = fc.constantFrom("model.name", "power.state", "net.address", "x.one");
const attributes = fc.dictionary(name, value).map(sampleAttributes);

type Step = (revision: number, sequence: number) => DeviceEvent;
const delta: fc.Arbitrary<Step> = fc
  .record({ attributes, removed: fc.array(name) })
  .map((part) => (revision, sequence) => events.changed({ ...part, revision, sequence }));
const unknown: fc.Arbitrary<Step> = fc.constant((revision, sequence) =>
  events.unknown({ revision, sequence }),
);
const snapshot: fc.Arbitrary<Step> = attributes.map(
  (all) => (revision, sequence) => events.snapshot({ attributes: all, revision, sequence }),
);

/** What a registry says of a session: Attached, changes one by one, here and there a Snapshot, perhaps the end. */
const session = fc
  .record({
    first: attributes,
    steps: fc.array(fc.oneof({ weight: 6, arbitrary: delta }, unknown, snapshot), {
      maxLength: 15,
    }),
    detached: fc.boolean(),
  })
  .map(({ first, steps, detached }) => {
    const told: DeviceEvent[] = [events.attached({ attributes: first })];
    for (const [index, step] of steps.entries()) told.push(step(index + 2, index + 2));
    const revision = told.length + 1;
    if (detached) told.push(events.detached({ revision, sequence: revision }));
    return told;
  });

/** The same events with repetitions, each repetition somewhere after its first occurrence. */
function repeated(told: readonly DeviceEvent[], picks: readonly [number, number][]): DeviceEvent[] {
  const all = [...told];
  for (const [which, where] of picks) {
    const event = all[which % all.length];
    if (event === undefined) continue;
    const first = all.indexOf(event);
    all.splice(first + 1 + (where % (all.length - first)), 0, event);
  }
  return all;
}

function foldAll(
  told: readonly DeviceEvent[],
  from?: DeviceRecord | undefined,
): DeviceRecord | undefined {
  let record = from;
  for (const event of told) record = foldDevice(record, event, { receivedAtMs: 1 });
  return record;
}

const picks = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { maxLength: 20 });

test("duplication that keeps first occurrences in order gives the same record", () => {
  fc.assert(
    fc.property(session, picks, (told, twice) => {
      expect(foldAll(repeated(told, twice))).toEqual(foldAll(told));
    }),
  );
});

test("a replay from the beginning over the record changes nothing", () => {
  fc.assert(
    fc.property(session, fc.nat(16), (told, prefix) => {
      const record = foldAll(told);
      expect(foldAll(told, record)).toBe(record);
      expect(foldAll(told.slice(0, prefix), record)).toBe(record);
    }),
  );
});

test("any reordering is the same after the next Snapshot at the highest revision", () => {
  const shuffled = session
    .map((told) => told.filter((event) => event.kind !== "Detached"))
    .chain((told) => fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: 1 })));
  fc.assert(
    fc.property(shuffled, attributes, fc.nat(1), ([told, mixed], whole, ahead) => {
      const revision = told.length + ahead;
      const heal = events.snapshot({ revision, attributes: whole });
      const record = foldAll([...mixed, heal]);
      // At the highest revision, a record that is not stale is the same as the snapshot already.
      const known = foldAll(mixed);
      const isWhole = known?.revision === revision && !known.stale;
      expect(record).toMatchObject({ revision, stale: false });
      expect(record?.attributes).toEqual(isWhole ? known.attributes : whole);
    }),
  );
});

test("under any reordering the end is the end, at the revision of the box", () => {
  const shuffled = session
    .filter((told) => told.at(-1)?.kind === "Detached")
    .chain((told) =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length })),
    );
  fc.assert(
    fc.property(shuffled, ([told, mixed]) => {
      expect(foldAll(mixed)).toMatchObject({
        revision: told.length,
        ended: { reason: "unplugged" },
      });
    }),
  );
});

test("two folders that write in turn leave what one leaves", () => {
  fc.assert(
    fc.property(session, fc.array(fc.boolean(), { maxLength: 60 }), (told, turns) => {
      let stored: DeviceRecord | undefined;
      const write = (record: DeviceRecord | undefined) => {
        if (record === undefined) return;
        if (stored === undefined || isNewerDevice(record, stored)) stored = record;
      };
      // Each keeps its own record and so lags behind the other.
      const own: (DeviceRecord | undefined)[] = [undefined, undefined];
      const next = [0, 0];
      const step = (who: 0 | 1) => {
        const event = told[next[who] ?? 0];
        if (event === undefined) return;
        next[who] = (next[who] ?? 0) + 1;
        own[who] = foldDevice(own[who], event, { receivedAtMs: 1 });
        write(own[who]);
      };
      for (const turn of turns) step(turn ? 1 : 0);
      for (const _ of told) {
        step(0);
        step(1);
      }
      expect(stored).toEqual(foldAll(told));
    }),
  );
});
