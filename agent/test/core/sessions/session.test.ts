import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FaceReport } from "../../../src/core/faces/face-report.ts";
import {
  attachSession,
  detachSession,
  resyncSession,
  updateSession,
} from "../../../src/core/sessions/session.ts";

const { session } = attachSession([], { set: { "power.state": "on", "audio.volume": 20 } }, 1_000);

describe("a session", () => {
  test("begins at revision 1 with what is known", () => {
    expect(session).toMatchObject({
      revision: 1,
      attributes: { "power.state": { value: "on", observedAtMs: 1_000 } },
    });
  });

  test("a value as before changes no revision", () => {
    const step = updateSession(
      session,
      { set: { "power.state": "on" }, remove: ["x.none"] },
      2_000,
    );
    expect(step.change).toBeUndefined();
    expect(step.session.revision).toBe(1);
  });

  test("a value that is seen again as it is gets the new time, and nothing else does", () => {
    const seen = { "power.state": "on", "audio.volume": 7, "model.name": "Ultra" };
    const step = updateSession(session, { set: {}, remove: [], seen }, 2_000);
    expect(step.change).toBeUndefined();
    expect(step.session).toEqual({
      ...session,
      attributes: {
        "power.state": { value: "on", observedAtMs: 2_000 },
        "audio.volume": { value: 20, observedAtMs: 1_000 },
      },
    });
  });

  test("a value that was seen before now has the time at which it was", () => {
    const times = { "power.state": 700, "audio.volume": 800 };
    const begun = attachSession([], { set: { "power.state": "on" }, times }, 1_000).session;
    const step = updateSession(begun, { set: { "audio.volume": 7 }, remove: [], times }, 1_000);
    expect(step.session.attributes).toEqual({
      "power.state": { value: "on", observedAtMs: 700 },
      "audio.volume": { value: 7, observedAtMs: 800 },
    });
  });

  test("a value that is set as it is was not seen again for that", () => {
    const step = updateSession(session, { set: { "power.state": "on" }, remove: [] }, 2_000);
    expect(step.session.attributes["power.state"]).toMatchObject({ observedAtMs: 1_000 });
  });

  test("a delta holds what changed and nothing else", () => {
    const update = { set: { "power.state": "on", "audio.volume": 21 }, remove: [] };
    const step = updateSession(session, update, 2_000);
    expect(step.session.revision).toBe(2);
    expect(step.change).toEqual({
      kind: "AttributesChanged",
      attributes: { "audio.volume": { value: 21, observedAtMs: 2_000 } },
      removed: [],
    });
  });

  test("an attribute that is removed is named and gone", () => {
    const step = updateSession(session, { set: {}, remove: ["audio.volume"] }, 2_000);
    expect(step.change).toMatchObject({ attributes: {}, removed: ["audio.volume"] });
    expect(step.session.attributes).not.toHaveProperty(["audio.volume"]);
  });

  test("its end has a revision of its own", () => {
    expect(detachSession(session, "absent")).toMatchObject({
      session: { revision: 2 },
      change: { kind: "Detached", reason: "absent" },
    });
  });

  test.each([
    [0, 2],
    [1, 2],
    [7, 8],
  ])("a resync above %i goes to revision %i", (have, revision) => {
    const step = resyncSession(session, have);
    expect(step.change.kind).toBe("Snapshot");
    expect(step.session.revision).toBe(revision);
  });

  test("the deltas, applied one after the other, give the record", () => {
    const names = fc.constantFrom("x.a", "x.b", "x.c");
    const updates = fc.array(
      fc.record({
        set: fc.dictionary(names, fc.oneof(fc.string(), fc.integer(), fc.boolean())),
        remove: fc.array(names, { maxLength: 2 }),
      }),
    );
    fc.assert(
      fc.property(updates, (list) => {
        let current = attachSession([], { set: {} }, 0).session;
        const folded: Record<string, unknown> = {};
        for (const update of list) {
          const step = updateSession(current, update, 1);
          const change = step.change?.kind === "AttributesChanged" ? step.change : undefined;
          Object.assign(folded, change?.attributes);
          for (const name of change?.removed ?? []) delete folded[name];
          expect(step.session.revision).toBe(current.revision + (change === undefined ? 0 : 1));
          current = step.session;
        }
        expect(Object.keys(current.attributes).toSorted()).toEqual(Object.keys(folded).toSorted());
      }),
    );
  });
});

describe("the word of a face", () => {
  test("is news only where it differs from what this face said before", () => {
    const report = new FaceReport();
    report.take({ attributes: { "identity.mac": "a", "power.state": "on" }, keys: [] }, 1_000);
    const update = report.take(
      {
        attributes: { "identity.mac": "a", "power.state": "off" },
        keys: [],
      },
      2_000,
    );
    expect(update).toMatchObject({ set: { "power.state": "off" }, remove: [] });
  });

  test("is seen whether it is news or not, with the keys that come with it", () => {
    const report = new FaceReport();
    const attributes = { "power.state": "on", "model.name": "Ultra" };
    report.take({ attributes, keys: [] }, 1_000);
    const update = report.take({ attributes, keys: [{ kind: "mac", value: "a" }] }, 1_000);
    expect(update).toEqual({
      set: {},
      remove: [],
      seen: { ...attributes, "identity.mac": "a" },
    });
  });

  test("has the time at which the face said it last", () => {
    const report = new FaceReport();
    const attributes = { "power.state": "on" };
    report.take({ attributes: { ...attributes, "x.a.boot": "1" }, keys: [] }, 1_000);
    report.take({ attributes, keys: [] }, 2_000);
    expect(report.times).toEqual({ "power.state": 2_000, "x.a.boot": 1_000 });
  });

  test("that is the very same again has its time, also of what a later word leaves out", () => {
    const report = new FaceReport();
    const attributes = { "identity.mac": "a", "console.state": "shell", "x.a.boot": "1" };
    const recalled = ["x.a.boot"];
    const again = { attributes, recalled, keys: [{ kind: "usn", value: "u" }] } as const;
    report.take(again, 1_000);
    expect(report.take(again, 2_000)).toEqual({
      ...{ set: {}, remove: [] },
      seen: { "identity.mac": "a", "console.state": "shell", "identity.usn": "u" },
    });
    const times = { "identity.mac": 2_000, "console.state": 2_000, "x.a.boot": 1_000 };
    expect(report.times).toEqual(times);
    report.take(again, 3_000);
    report.take({ attributes: { "console.state": "login" }, keys: [] }, 4_000);
    expect(report.times).toEqual({ ...times, "identity.mac": 3_000, "console.state": 4_000 });
    expect(report.take(again, 5_000).set).toEqual({ "console.state": "shell" });
  });

  test("was not seen where it is only recalled, but is news where it had not been said", () => {
    const report = new FaceReport();
    const attributes = { "identity.mac": "a", "console.state": "shell" };
    const keys = [{ kind: "mac", value: "a" }] as const;
    const recalled = ["identity.mac"];
    expect(report.take({ attributes, keys, recalled }, 1_000).set).toEqual(attributes);
    const update = report.take({ attributes, keys, recalled }, 2_000);
    expect(update).toEqual({ set: {}, remove: [], seen: { "console.state": "shell" } });
    expect(report.times).toEqual({ "identity.mac": 1_000, "console.state": 2_000 });
  });

  test("removes only what this face had said", () => {
    const report = new FaceReport();
    report.take({ attributes: { "app.active": "12" }, keys: [] }, 1_000);
    const update = report.take(
      {
        attributes: {},
        removed: ["app.active", "audio.volume"],
        keys: [],
      },
      2_000,
    );
    expect(update).toMatchObject({ set: {}, remove: ["app.active"] });
    expect(report.values).toEqual({});
  });
});
