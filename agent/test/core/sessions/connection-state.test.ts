import { expect, test } from "vitest";
import type { FaceHealth } from "../../../src/core/faces/face-health.ts";
import { absence, connectionOf } from "../../../src/core/sessions/connection-state.ts";

const unknown: FaceHealth = { state: "unknown" };
const online: FaceHealth = { state: "online" };
const asleep: FaceHealth = { state: "asleep", code: "asleep", detail: "standby" };
const offline: FaceHealth = { state: "offline", code: "timeout", detail: "no answer" };

const rows: [string, FaceHealth[], string | undefined, string | undefined][] = [
  ["no face", [], undefined, undefined],
  ["a face that was not tried yet", [unknown], undefined, undefined],
  ["one online", [online], "online", undefined],
  ["one online, one offline", [offline, online], "online", undefined],
  ["one online, one asleep", [asleep, online], "online", undefined],
  ["one asleep, one offline", [offline, asleep], "asleep", "asleep: standby"],
  ["one offline, one not tried", [unknown, offline], "offline", "timeout: no answer"],
];

test.each(rows)("%s", (_name, healths, state, reason) => {
  const update = connectionOf(healths.map((health, index) => ({ place: `l${index}`, health })));
  expect(update?.set["connection.state"]).toBe(state);
  expect(update?.set["connection.reason"]).toBe(reason);
});

test("an online session loses the reason of before", () => {
  expect(connectionOf([{ place: "l", health: online }])?.remove).toEqual(["connection.reason"]);
});

test("the links are told in one order, whatever the order of the faces", () => {
  const faces = [
    { place: "serial:/dev/b", health: offline },
    { place: "http:a:80", health: online },
  ];
  const expected = ["http:a:80 online", "serial:/dev/b offline"];
  expect(connectionOf(faces)?.set["connection.links"]).toEqual(expected);
  expect(connectionOf(faces.toReversed())?.set["connection.links"]).toEqual(expected);
});

test("a device that slept when its last face went is not called offline", () => {
  expect(absence(true, "gone").set["connection.state"]).toBe("asleep");
  expect(absence(false, "gone").set["connection.state"]).toBe("offline");
});
