import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeviceRecord } from "../../src/core/device-record.ts";
import { FleetIndex } from "../../src/core/fleet-index.ts";
import type { DeviceFilter } from "../../src/core/fleet-index-filter.ts";
import { type DeviceSort, sortFields } from "../../src/core/fleet-index-sort.ts";
import { sampleBox, sampleDevice, sampleTimeMs } from "../../src/testing/index.ts";

const models = ["A", "B", "C"] as const;
const anyId = fc.integer({ min: 0, max: 30 }).map((number) => `s-${number}`);
const anyModel = fc.constantFrom(...models);
const anyDevice = fc.record({ sessionId: anyId, model: anyModel });
/** What may happen between two pages: some devices come, some leave. */
const anyTurn = fc.record({
  come: fc.array(anyDevice, { maxLength: 4 }),
  leave: fc.array(anyId, { maxLength: 3 }),
});
const anySort: fc.Arbitrary<DeviceSort> = fc.record({
  field: fc.constantFrom(...sortFields),
  descending: fc.boolean(),
});
const anyFilter: fc.Arbitrary<DeviceFilter> = fc.oneof(
  fc.constant({}),
  anyModel.map((model) => ({ model })),
  fc.constant({ boxId: "box-1" }),
);

const deviceOf = (sessionId: string, model: string, revision: number): DeviceRecord => {
  const name = { value: model, observedAtMs: sampleTimeMs };
  const { attributes } = sampleDevice();
  return sampleDevice({ sessionId, revision, attributes: { ...attributes, "model.name": name } });
};

/** The index, and beside it what a person would expect of it. */
class Fleet {
  readonly index = new FleetIndex();
  /** Devices that are here, each with the number of its revisions. */
  readonly here = new Map<string, string>();
  #revision = 0;

  constructor() {
    this.index.apply({ kind: "box", record: sampleBox() }, sampleTimeMs);
  }

  come(sessionId: string, model: string): void {
    // A session that left never comes back, and no device changes its model here: it would rightly move in the order.
    if (this.here.has(sessionId) || this.#left.has(sessionId)) return;
    this.here.set(sessionId, model);
    this.#apply(deviceOf(sessionId, model, this.#next()));
  }

  leave(sessionId: string): void {
    const model = this.here.get(sessionId);
    if (model === undefined) return;
    this.here.delete(sessionId);
    this.#left.add(sessionId);
    const ended = { reason: "unplugged", receivedAtMs: sampleTimeMs };
    this.#apply({ ...deviceOf(sessionId, model, this.#next()), ended });
  }

  readonly #left = new Set<string>();

  #next(): number {
    this.#revision += 1;
    return this.#revision;
  }

  #apply(record: DeviceRecord): void {
    this.index.apply({ kind: "device", record }, sampleTimeMs);
  }
}

test("over pages with changes between them, what stays is listed once and nothing twice", () => {
  fc.assert(
    fc.property(
      fc.array(anyDevice, { maxLength: 30 }),
      fc.array(anyTurn, { maxLength: 12 }),
      anySort,
      anyFilter,
      fc.integer({ min: 1, max: 7 }),
      (start, turns, sort, filter, limit) => {
        const fleet = new Fleet();
        for (const { sessionId, model } of start) fleet.come(sessionId, model);
        const stayed = new Map(fleet.here);
        const listed: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < 60; page += 1) {
          const { items, nextCursor } = fleet.index.listDevices({ filter, sort, limit, cursor });
          expect(items.length).toBeLessThanOrEqual(limit);
          listed.push(...items.map(({ record }) => record.sessionId));
          if (nextCursor === null) break;
          cursor = nextCursor;
          const turn = turns[page];
          for (const { sessionId, model } of turn?.come ?? []) fleet.come(sessionId, model);
          for (const sessionId of turn?.leave ?? []) {
            fleet.leave(sessionId);
            stayed.delete(sessionId);
          }
        }
        expect(new Set(listed).size).toBe(listed.length);
        const wanted = [...stayed]
          .filter(([, model]) => filter.model === undefined || filter.model === model)
          .map(([sessionId]) => sessionId);
        expect(listed).toEqual(expect.arrayContaining(wanted));
      },
    ),
    { numRuns: 300 },
  );
});

test("pages of any size together are the whole list, in the order asked for", () => {
  fc.assert(
    fc.property(
      fc.array(anyDevice, { maxLength: 30 }),
      anySort,
      fc.integer({ min: 1, max: 7 }),
      (start, sort, limit) => {
        const fleet = new Fleet();
        for (const { sessionId, model } of start) fleet.come(sessionId, model);
        const paged: string[] = [];
        let cursor: string | undefined;
        for (let pages = 0; pages < 40; pages += 1) {
          const page = fleet.index.listDevices({ filter: {}, sort, limit, cursor });
          paged.push(...page.items.map(({ record }) => record.sessionId));
          if (page.nextCursor === null) break;
          cursor = page.nextCursor;
        }
        const key = (id: string) => (sort.field === "model" ? `${fleet.here.get(id)} ${id}` : id);
        const expected = [...fleet.here.keys()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
        expect(paged).toEqual(sort.descending ? expected.toReversed() : expected);
      },
    ),
    { numRuns: 200 },
  );
});
