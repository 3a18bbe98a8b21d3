import type { Attributes, AttributeValue, BoxEvent } from "@rae/protocol";
import fc from "fast-check";

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const revision = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const timeMs = fc.nat({ max: 8_640_000_000_000_000 });
const name = fc.stringMatching(/^[ -~]{1,64}$/);
/** Text as UTF-8 can carry it: no lone surrogates. */
const text = fc.string({ unit: "binary", maxLength: 40 });

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  text,
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.array(text, { maxLength: 5 }),
);

const attributes: fc.Arbitrary<Attributes> = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z0-9.-]{0,30}$/),
  fc.record({ value, observedAtMs: timeMs }),
  { maxKeys: 8, noNullPrototype: true },
);

const origin = {
  boxId: fc.stringMatching(/^[a-z0-9-]{1,64}$/),
  registryId: name,
  connection: count,
  sequence: count,
  observedAtMs: timeMs,
};
const device = { ...origin, sessionId: name, revision };

const interfaces = fc.array(
  fc.record({ name: text, addresses: fc.array(text, { maxLength: 3 }) }),
  { maxLength: 3 },
);
const seen = timeMs.chain((atMs) => {
  const seenAtMs = fc.nat({ max: atMs });
  const names = fc.array(fc.stringMatching(/^[a-z][a-z0-9.-]{0,30}$/), { maxLength: 3 });
  const others = fc.array(fc.record({ names, seenAtMs }), { maxLength: 3 });
  const sessionId = fc.uuid();
  const sessions = fc.array(fc.record({ sessionId, revision: count, seenAtMs, others }), {
    maxLength: 4,
  });
  return fc.record({ atMs: fc.constant(atMs), sessions });
});
const status = fc
  .record({
    agentVersion: text,
    outboxRows: count,
    outboxBytes: count,
    outboxLimitBytes: count,
    supersededDeltas: count,
    interfaces,
    links: fc.array(fc.record({ id: text, state: text, detail: text }), { maxLength: 3 }),
  })
  .chain((whole) =>
    fc
      .record(
        {
          outboxBytesPerDay: revision,
          unreadableRegistries: fc.array(text, { minLength: 1, maxLength: 3 }),
          droppedSessions: revision,
          identityConflict: fc.record({ takeovers: count, sinceMs: timeMs }),
          seen,
        },
        { requiredKeys: [], noNullPrototype: true },
      )
      .map((optional) => ({ ...whole, ...optional })),
  );

const kindOf = <K extends string>(kind: K) => fc.constant(kind);

/** Any event that a box may send, of kinds known and unknown. */
export const anyEvent: fc.Arbitrary<BoxEvent> = fc.oneof(
  fc.record({ ...device, kind: kindOf("Attached"), attributes }),
  fc.record({
    ...device,
    kind: kindOf("AttributesChanged"),
    attributes,
    removed: fc.array(text, { maxLength: 4 }),
  }),
  fc.record({ ...device, kind: kindOf("Snapshot"), attributes }),
  fc
    .record({ ...device, kind: kindOf("Snapshot"), attributes, from: fc.nat(), length: fc.nat() })
    .map(({ from, length, ...event }) => ({
      ...event,
      revision: from + length + 1,
      supersedes: { from, to: from + length },
    })),
  fc.record({ ...device, kind: kindOf("Detached"), reason: text }),
  fc.record({
    ...device,
    kind: kindOf("unknown"),
    kindNumber: fc.integer({ min: 100, max: 2 ** 32 - 1 }),
  }),
  fc.record({ ...origin, kind: kindOf("Birth"), status }),
  fc.record({ ...origin, kind: kindOf("Status"), status }),
  fc.record({ ...origin, kind: kindOf("Lost"), reason: text }),
  fc.record({
    ...origin,
    kind: kindOf("Roster"),
    sessions: fc.array(fc.record({ sessionId: name, revision: count }), { maxLength: 6 }),
  }),
  fc.record({
    ...origin,
    kind: kindOf("unknown-box-event"),
    kindNumber: fc.integer({ min: 100, max: 2 ** 32 - 1 }),
  }),
);
