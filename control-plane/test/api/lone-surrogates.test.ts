import { eventually } from "@rae/kit/testing";
import { errorCodes } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleBox, sampleDevice } from "../../src/testing/index.ts";
import { ApiLab, attributes } from "./api-lab.ts";

let lab: ApiLab;
beforeEach(async () => {
  lab = await ApiLab.open();
  const offered = { "connection.state": "online", capabilities: ["remote-control", "console"] };
  const device = sampleDevice({ attributes: attributes(offered, 1) });
  await lab.apply({ boxes: [sampleBox()], devices: [device] });
  await eventually(async () => expect((await lab.ask("/v1/devices/session-1")).status).toBe(200));
});
afterEach(() => lab.close());

/** Half a character: JSON can say it, UTF-8 cannot. */
const lone = "\ud83d";
const escaped = (value: unknown) => JSON.stringify(value);
const cursorOf = (order: string, key: unknown, id: string) =>
  Buffer.from(JSON.stringify([1, order, key, id])).toString("base64url");
const type = { capability: "remote-control", command: "type", parameters: { text: "a" } };

test.each<readonly [string, unknown]>([
  ["a parameter", { ...type, parameters: { text: `a${lone}` } }],
  ["a parameter, the halves in the wrong order", { ...type, parameters: { text: "\udc00\ud83d" } }],
  ["the name of a parameter", { ...type, parameters: { text: "a", [lone]: 1 } }],
  ["a capability", { ...type, capability: lone }],
  ["a command", { ...type, command: lone }],
  ["a field that is not known", { ...type, [lone]: 1 }],
  ["a parameter deep within", { ...type, parameters: { text: "a", more: [{ deep: [lone] }] } }],
])("%s with half a character is the client's fault", async (_name, body) => {
  const answer = await lab.ask("/v1/devices/session-1/commands", {
    method: "POST",
    body: escaped(body),
  });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(Object.keys(errorCodes)).toContain(answer.body.code);
  expect(answer.body).toMatchObject({ fault: "client" });
  expect(lab.log.appended).toEqual([]);
});

test.each([
  "/v1/devices/%ED%A0%BD",
  "/v1/devices/%ED%A0%BD/history",
  "/v1/devices/%ED%A0%BD/commands",
  "/v1/commands/%ED%A0%BD",
  "/v1/boxes/%ED%A0%BD",
  "/v1/devices/%F0%9F",
  "/v1/devices/%",
  "/v1/devices?q=%ED%A0%BD",
  "/v1/devices?attribute=%ED%A0%BD:1",
  "/v1/devices?%ED%A0%BD=1",
  "/v1/devices?facets=%ED%A0%BD",
  "/v1/devices?sort=%ED%A0%BD",
  "/v1/devices?cursor=%ED%A0%BD",
  `/v1/devices?cursor=${cursorOf("devices:id", "", lone)}`,
  `/v1/devices?sort=asset&cursor=${cursorOf("devices:asset", lone, lone)}`,
  `/v1/boxes?cursor=${cursorOf("boxes", "", lone)}`,
  `/v1/devices/session-1/history?cursor=${cursorOf("history:newest-first", 1, lone)}`,
  "/v1/devices/session-1/history?from=%ED%A0%BD",
  "/v1/events?after=%ED%A0%BD",
])("%s is answered, and not as a failure of ours", async (path) => {
  const { status } = await lab.ask(path);
  expect(status).toBeLessThan(500);
});

test("the text that holds it is named", async () => {
  const body = escaped({ ...type, parameters: { text: lone } });
  const answer = await lab.ask("/v1/devices/session-1/commands", { method: "POST", body });
  expect(answer.body).toMatchObject({
    code: "bad-request",
    details: { faults: ["body/parameters/text holds half a character"] },
  });
});

test("whole characters beyond 16 bits pass", async () => {
  const body = escaped({ ...type, parameters: { text: "\ud83d\ude00" } });
  const sent = await lab.ask("/v1/devices/session-1/commands", { method: "POST", body });
  expect(sent.status).toBe(202);
  expect(lab.log.commands[0]).toMatchObject({ parameters: { text: "\ud83d\ude00" } });
});
