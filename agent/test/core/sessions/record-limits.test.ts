import { defaults, encodeBoxEvent } from "@rae/protocol";
import { expect, test } from "vitest";
import { fitUpdate } from "../../../src/core/sessions/record-limits.ts";
import { attachSession, updateSession } from "../../../src/core/sessions/session.ts";

const { session } = attachSession(
  [],
  { set: { "model.name": "Ultra", "power.state": "on" } },
  1_000,
);

test("what fits is taken as it is", () => {
  const update = { set: { "audio.volume": 21, capabilities: ["info"] }, remove: ["power.state"] };
  expect(fitUpdate(session.attributes, update)).toEqual({ update, leftOut: [] });
});

test.each([
  ["a name that is no attribute", "Model Name", "Ultra"],
  ["a number that is none", "audio.volume", Number.NaN],
  ["a text that is a document", "model.name", "x".repeat(5_000)],
  ["a text that is one on the wire alone", "model.name", "€".repeat(1_500)],
  ["a list without end", "capabilities", Array.from({ length: 2_000 }, () => "info")],
])("%s is left out, with what was there before", (_what, name, value) => {
  const fitted = fitUpdate(session.attributes, { set: { [name]: value }, remove: [] });
  expect(fitted).toEqual({ update: { set: {}, remove: [name] }, leftOut: [name] });
});

test("what was seen stays beside what fits", () => {
  const seen = { "power.state": "on" };
  const update = { set: { "Model Name": "Ultra" }, remove: [], seen };
  expect(fitUpdate(session.attributes, update).update).toMatchObject({ set: {}, seen });
});

test("a record grows no larger than a message may be, whatever a device says", () => {
  let record = session;
  for (let index = 0; index < 500; index += 1) {
    const set = { [`x.acme.field-${index}`]: "ü".repeat(1_900) };
    record = updateSession(
      record,
      fitUpdate(record.attributes, { set, remove: [] }).update,
      1,
    ).session;
  }
  const origin = { boxId: "rae-1", registryId: "r", connection: 1, sequence: 1, observedAtMs: 1 };
  const event = { ...origin, kind: "Snapshot" as const, ...record };
  expect(encodeBoxEvent(event).length).toBeLessThan(defaults.payloadLimitBytes);
  expect(Object.keys(record.attributes).length).toBeGreaterThan(30);
});

test("a value that grows smaller makes room for others", () => {
  const large = Object.fromEntries(
    Array.from({ length: 32 }, (_, index) => [`x.a.n${index}`, "x".repeat(4_000)]),
  );
  const full = attachSession([], { set: large }, 1).session.attributes;
  const more = { "x.b": "x".repeat(3_900) };
  expect(fitUpdate(full, { set: more, remove: [] }).leftOut).toEqual(["x.b"]);
  expect(fitUpdate(full, { set: { "x.a.n0": "", ...more }, remove: [] }).leftOut).toEqual([]);
  expect(fitUpdate(full, { set: more, remove: ["x.a.n0"] }).leftOut).toEqual([]);
});
