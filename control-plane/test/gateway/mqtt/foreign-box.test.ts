import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@rae/kit/testing";
import { logTopics, parseOutcome } from "@rae/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deviceEvent, TestGateway } from "../test-gateway.ts";
import { Mosquitto } from "./mosquitto.ts";
import { connect, packet, pingreq, pingresp, puback, publish, subscribe } from "./packets.ts";
import type { RawClient } from "./raw-client.ts";

/**
 * What a box that is foreign or compromised can do with a valid certificate of its own, with clients that nobody here
 * wrote. Each time the good box, which listens to its commands, must not notice.
 */
const closedBy = "rae_gateway_closed_connections_total";

let lab: TestGateway;
let good: RawClient;
beforeEach(async () => {
  lab = await TestGateway.open();
  good = await lab.client("good");
  good.send(subscribe([["rae/v1/good/commands", 1]]));
  await good.next();
});
afterEach(async () => {
  good.send(publish("rae/v1/good/events", deviceEvent("good", 1), { packetId: 9 }), pingreq);
  const answers = [await good.next(), await good.next()];
  const others = lab.keys(logTopics.events).filter((key) => key !== "good");
  const outcomes = lab.log.records(logTopics.outcomes).map(({ value }) => parseOutcome(value));
  const routed = [...others, ...outcomes.filter(({ source }) => source !== "gateway")];
  await lab.close();
  expect(answers).toEqual(expect.arrayContaining([pingresp, puback(9)]));
  expect(routed).toEqual([]);
});

async function evil(
  program: "mosquitto_pub" | "mosquitto_sub",
  ...args: readonly string[]
): Promise<Mosquitto> {
  return new Mosquitto(program, lab.gateway.port, await lab.certificate("evil"), args);
}

/** Resolves when so many boxes get their commands; a program does not say so in time when its output is a pipe. */
async function subscribed(boxes: number): Promise<void> {
  await eventually(async () =>
    expect(await lab.metric("rae_gateway_subscribed_boxes")).toBe(boxes),
  );
}

/** Codes and topics of the dead letters once there are `count`. */
async function deadLetters(count: number) {
  const letters = await lab.records(logTopics.deadLetters, count);
  return letters.map(({ headers, key }) => ({
    ...{ key, code: headers["dead-letter-code"], topic: headers["mqtt-topic"] },
  }));
}

test.each([
  ["another box's events", "rae/v1/good/events"],
  ["another box's presence", "rae/v1/good/presence"],
  ["another box's commands", "rae/v1/good/commands"],
  ["its own commands", "rae/v1/evil/commands"],
  ["a topic of the broker", "$SYS/broker"],
  ["a topic that is nobody's", "weather"],
  ["a topic that looks like its own", "rae/v1/evil/events/"],
])("a message to %s closes the connection and is kept as a dead letter", async (_, topic) => {
  const run = await evil("mosquitto_pub", "-i", "evil", "-q", "1", "-t", topic, "-m", "hello");

  expect(await deadLetters(1)).toEqual([{ key: "evil", code: "topic-forbidden", topic }]);
  run.process.kill("SIGKILL");
  await run.ended;
  expect(await lab.metric(closedBy, "topic-forbidden")).toBeGreaterThanOrEqual(1);
});

test("a retained message is refused, on its own topic too", async () => {
  const topic = "rae/v1/evil/events";
  const run = await evil("mosquitto_pub", "-i", "evil", "-r", "-q", "1", "-t", topic, "-m", "x");

  expect(await deadLetters(1)).toEqual([{ key: "evil", code: "retain-forbidden", topic }]);
  run.process.kill("SIGKILL");
  await run.ended;
});

test("a message at quality of service 2 is refused", async () => {
  const topic = "rae/v1/evil/events";
  const run = await evil("mosquitto_pub", "-i", "evil", "-q", "2", "-t", topic, "-m", "x");

  expect(await deadLetters(1)).toEqual([{ key: "evil", code: "qos-forbidden", topic }]);
  run.process.kill("SIGKILL");
  await run.ended;
});

test("an undecodable message on its own topic is kept as a dead letter and acknowledged", async () => {
  const topic = "rae/v1/evil/events";
  const run = await evil("mosquitto_pub", "-i", "evil", "-q", "1", "-t", topic, "-m", "garbage");

  expect(await run.ended).toMatchObject({ code: 0 });
  expect(await deadLetters(1)).toEqual([{ key: "evil", code: "undecodable", topic }]);
  const [letter] = lab.log.records(logTopics.deadLetters);
  expect(Buffer.from(letter?.value ?? []).toString()).toBe("garbage");
});

test("a message on its own topic that speaks for another box is kept as a dead letter", async () => {
  const file = join(lab.dir, "event");
  await writeFile(file, deviceEvent("good", 7));
  const topic = "rae/v1/evil/events";
  const run = await evil("mosquitto_pub", "-i", "evil", "-q", "1", "-t", topic, "-f", file);

  expect(await run.ended).toMatchObject({ code: 0 });
  expect(await deadLetters(1)).toEqual([{ key: "evil", code: "box-id-mismatch", topic }]);
});

test.each(["good", "good.spy", "evi", "evil2", "EVIL"])(
  "the client id %s is rejected",
  async (clientId) => {
    const run = await evil("mosquitto_pub", "-i", clientId, "-t", "rae/v1/good/events", "-m", "x");

    const { code, output } = await run.ended;
    expect(code).not.toBe(0);
    expect(output).toContain("identifier rejected");
    expect(await lab.metric(closedBy, "client-id-forbidden")).toBe(1);
    expect(lab.log.records(logTopics.deadLetters)).toEqual([]);
  },
);

test.each(["#", "+/v1/#", "rae/v1/+/commands", "rae/v1/good/commands", "$SYS/#"])(
  "a subscription to %s is denied",
  async (filter) => {
    const run = await evil("mosquitto_sub", "-i", "evil", "-t", filter);

    expect((await run.ended).output).toContain("denied");
    expect(await deadLetters(1)).toEqual([{ key: "evil", code: "topic-forbidden", topic: filter }]);
  },
);

test("a subscriber gets nothing of what other boxes are sent", async () => {
  const run = await evil("mosquitto_sub", "-i", "evil", "-t", "rae/v1/evil/commands", "-v");
  await subscribed(2);
  await lab.command("good", "c1");
  const seen = await good.next();
  good.send(puback(1));
  await lab.fence();
  run.process.kill("SIGTERM");

  expect(seen?.includes("rae/v1/good/commands")).toBe(true);
  expect((await run.ended).output).not.toContain("rae/v1");
  const outcomes = lab.log.records(logTopics.outcomes);
  expect(outcomes.map(({ key }) => key)).toEqual(["good"]);
});

test("a session that asks to be kept is not: commands wait on the log, not in the broker", async () => {
  const args = ["-i", "evil", "-c", "-q", "1", "-t", "rae/v1/evil/commands"];
  const first = await evil("mosquitto_sub", ...args);
  await subscribed(2);
  first.process.kill("SIGKILL");
  await first.ended;

  const client = await lab.dial("evil");
  client.send(packet(0x10, Buffer.from("\0\x04MQTT\x04\0\0\x3c\0\x04evil", "latin1")), pingreq);
  expect(await client.take(2)).toEqual([Buffer.from([0x20, 2, 0, 0]), pingresp]);
});

test.each([
  ["mqttv5", "Unsupported Protocol Version"],
  ["mqttv31", ""],
])("a client that speaks %s is turned away", async (version, said) => {
  const run = await evil(
    ...(["mosquitto_pub", "-V", version, "-i", "evil", "-q", "1"] as const),
    ...["-t", "rae/v1/evil/events", "-m", "x"],
  );
  await eventually(async () =>
    expect(await lab.metric(closedBy, "protocol-violation")).toBeGreaterThan(0),
  );
  run.process.kill("SIGKILL");

  expect((await run.ended).output).toContain(said);
  expect(lab.log.records(logTopics.deadLetters)).toEqual([]);
});

test("a message of 40 MB is cut off by its header", async () => {
  const file = join(lab.dir, "large");
  await writeFile(file, Buffer.alloc(40 * 1024 * 1024));
  const beforeBytes = process.memoryUsage().rss;
  const run = await evil(
    ...(["mosquitto_pub", "-i", "evil", "-q", "1"] as const),
    ...["-t", "rae/v1/evil/events", "-f", file],
  );

  await lab.counted(closedBy, "packet-too-large");
  run.process.kill("SIGKILL");
  await run.ended;
  expect(process.memoryUsage().rss - beforeBytes).toBeLessThan(30 * 1024 * 1024);
});

test("a will for another box is refused", async () => {
  const run = await evil(
    ...(["mosquitto_pub", "-i", "evil", "-t", "rae/v1/evil/events", "-m", "x"] as const),
    ...["--will-topic", "rae/v1/good/presence", "--will-payload", "gone"],
  );

  expect((await run.ended).output).toContain("not authorised");
  expect(await deadLetters(1)).toEqual([
    { key: "evil", code: "topic-forbidden", topic: "rae/v1/good/presence" },
  ]);
});

test("a reader that stops reading is closed, and what it was sent is not held", async () => {
  const args = ["-i", "evil", "-q", "0", "-t", "rae/v1/evil/commands", "-k", "600"];
  const run = await evil("mosquitto_sub", ...args);
  await subscribed(2);
  run.process.kill("SIGSTOP");
  const parameters = { filler: "x".repeat(200_000) };
  for (let count = 0; count < 120; count += 1) {
    await lab.command("evil", `c${count}`, { parameters });
  }

  await lab.counted(closedBy, "slow-reader");
  run.process.kill("SIGKILL");
  await run.ended;
});

test("refused messages in number write no more dead letters than the box's budget", async () => {
  await lab.close();
  const limits = { deadLetterBurst: 5, deadLettersPerSecond: 0 };
  lab = await TestGateway.open({ limits });
  good = await lab.client("good");
  for (let count = 0; count < 8; count += 1) {
    const client = await lab.client("evil");
    client.send(publish("rae/v1/good/events", deviceEvent("good", 1)));
    expect(await client.untilClosed()).toEqual([]);
  }

  expect(await lab.metric(closedBy, "topic-forbidden")).toBe(8);
  expect(await lab.metric("rae_gateway_dead_letters_over_budget_total", "topic-forbidden")).toBe(3);
  expect(await deadLetters(5)).toHaveLength(5);
});

test("an undecodable message beyond the budget is not acknowledged, so that it is not lost", async () => {
  await lab.close();
  const limits = { deadLetterBurst: 1, deadLettersPerSecond: 0 };
  lab = await TestGateway.open({ limits });
  good = await lab.client("good");
  const client = await lab.client("evil");
  const garbage = Buffer.from("garbage");
  client.send(publish("rae/v1/evil/events", garbage, { packetId: 1 }));
  expect(await client.next()).toEqual(puback(1));

  client.send(publish("rae/v1/evil/events", garbage, { packetId: 2 }));
  expect(await client.untilClosed()).toEqual([]);
  expect(await lab.metric(closedBy, "undecodable")).toBe(1);
});

test("as many connections as a box can open leave room for the others", async () => {
  for (let count = 1; count <= 16; count += 1) {
    await lab.client("evil", connect({ clientId: `evil.${count}` }));
  }
  const refused = await lab.dial("evil");
  refused.send(connect({ clientId: "evil.17" }));
  expect(await refused.untilClosed()).toEqual([Buffer.from([0x20, 2, 0, 3])]);
  expect(await lab.metric(closedBy, "too-many-requests")).toBe(1);
  await lab.client("another");
});
