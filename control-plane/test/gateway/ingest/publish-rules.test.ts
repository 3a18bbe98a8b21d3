import { encodeBoxEvent, encodeOutcome, logTopics } from "@rae/protocol";
import { expect, test } from "vitest";
import { judgePublication, judgeWill } from "../../../src/gateway/ingest/publish-rules.ts";
import { deviceEvent, lostEvent, succeeded } from "../test-gateway.ts";

const box = { boxId: "box-1", isBox: true };
const beside = { boxId: "box-1", isBox: false };
const origin = {
  ...{ boxId: "box-1", registryId: "r", connection: 1, sequence: 1, observedAtMs: 1 },
};
const roster = encodeBoxEvent({ ...origin, kind: "Roster", sessions: [] });
const unknownBoxEvent = encodeBoxEvent({ ...origin, kind: "unknown-box-event", kindNumber: 99 });
const unknownDeviceEvent = encodeBoxEvent({
  ...{ ...origin, kind: "unknown", kindNumber: 98, sessionId: "s", revision: 3 },
});
const sweepers = encodeOutcome({
  ...{ boxId: "box-1", commandId: "c", sessionId: "s", state: "expired", source: "sweeper" },
  ...{ atMs: 1, error: { code: "expired", message: "m", details: {} } },
});
const event = deviceEvent("box-1", 1);
const lost = lostEvent("box-1");

function judge(
  publisher: { readonly boxId: string; readonly isBox: boolean },
  topic: string,
  payload: Uint8Array,
  flags: { readonly qos?: number; readonly retain?: boolean } = {},
) {
  const { qos = 1, retain = false } = flags;
  return judgePublication(publisher, { topic, payload: Buffer.from(payload), qos, retain });
}

test.each([
  ["a device event", "events", event, logTopics.events],
  ["a roster", "events", roster, logTopics.events],
  ["a device event of a newer version", "events", unknownDeviceEvent, logTopics.events],
  ["a box event of a newer version", "events", unknownBoxEvent, logTopics.events],
  ["a presence event", "presence", lost, logTopics.events],
  ["a box event of a newer version", "presence", unknownBoxEvent, logTopics.events],
  ["an outcome", "outcomes", succeeded("box-1"), logTopics.outcomes],
  ["console bytes", "console", Buffer.from([0, 255]), logTopics.console],
])("%s on %s is appended", (_, channel, payload, logTopic) => {
  expect(judge(box, `rae/v1/box-1/${channel}`, payload)).toEqual({
    ...{ kind: "append", channel, logTopic },
  });
});

test.each([
  ["garbage", "events", Buffer.from("garbage"), "undecodable"],
  ["nothing", "events", Buffer.alloc(0), "undecodable"],
  ["an event of another box", "events", deviceEvent("box-2", 1), "box-id-mismatch"],
  ["a presence event", "events", lost, "topic-forbidden"],
  ["a device event", "presence", event, "topic-forbidden"],
  ["a roster", "presence", roster, "topic-forbidden"],
  ["the presence of another box", "presence", lostEvent("box-2"), "box-id-mismatch"],
  ["an event", "outcomes", event, "undecodable"],
  ["an outcome of another box", "outcomes", succeeded("box-2"), "box-id-mismatch"],
  ["an outcome that says it is the sweeper's", "outcomes", sweepers, "undecodable"],
])("%s on %s is a dead letter", (_, channel, payload, code) => {
  expect(judge(box, `rae/v1/box-1/${channel}`, payload)).toMatchObject({
    ...{ kind: "dead-letter", code },
  });
});

test.each([
  ["rae/v1/box-2/events"],
  ["rae/v1/box-1/commands"],
  ["rae/v1/box-1/other"],
  ["rae/v1/box-1/events/x"],
  ["rae/v1/box-1"],
  ["rae/v2/box-1/events"],
  ["/rae/v1/box-1/events"],
  ["$SYS/broker"],
  ["x"],
])("%s is not a box's topic", (topic) => {
  expect(judge(box, topic, event)).toMatchObject({ kind: "close", code: "topic-forbidden" });
});

test("quality of service 2 and retained messages close, whatever the payload", () => {
  const topic = "rae/v1/box-1/events";
  const garbage = Buffer.from("x");
  expect(judge(box, topic, garbage, { qos: 2 })).toMatchObject({ code: "qos-forbidden" });
  expect(judge(box, topic, garbage, { retain: true })).toMatchObject({ code: "retain-forbidden" });
});

test("a client beside the box may publish, but not its presence", () => {
  expect(judge(beside, "rae/v1/box-1/events", event)).toMatchObject({ kind: "append" });
  expect(judge(beside, "rae/v1/box-1/presence", lost)).toMatchObject({
    ...{ kind: "close", code: "topic-forbidden" },
  });
});

test("a will is for the box's own presence", () => {
  const will = {
    topic: "rae/v1/box-1/presence",
    payload: Buffer.from(lost),
    qos: 1,
    retain: false,
  };
  expect(judgeWill(box, will)).toBeUndefined();
  expect(judgeWill(box, { ...will, qos: 0 })).toBeUndefined();
  expect(judgeWill(beside, will)).toMatchObject({ code: "topic-forbidden" });
  expect(judgeWill(box, { ...will, topic: "rae/v1/box-1/events" })).toMatchObject({
    code: "topic-forbidden",
  });
  expect(judgeWill(box, { ...will, retain: true })).toMatchObject({ code: "retain-forbidden" });
  expect(judgeWill(box, { ...will, qos: 2 })).toMatchObject({ code: "qos-forbidden" });
});
