import { encodeCommand, encodeOutcome, logTopics, parseOutcome } from "@rae/protocol";
import { MemoryRecordLog } from "@rae/stream/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPublished } from "../ingest/published.ts";
import { pingreq, pingresp, puback, publish, subscribe } from "../mqtt/packets.ts";
import { succeeded, TestGateway } from "../test-gateway.ts";

let lab: TestGateway;
beforeEach(async () => {
  lab = await TestGateway.open();
});
afterEach(() => lab.close());

async function subscriber(boxId = "box-1") {
  const client = await lab.client(boxId);
  client.send(subscribe([[`rae/v1/${boxId}/commands`, 1]]));
  await client.next();
  return client;
}

async function append(topic: string, key: string, value: Uint8Array): Promise<void> {
  await lab.log.append(topic, [{ key, value, headers: {} }], AbortSignal.timeout(5_000));
}

test("a command that arrives for a connected box is sent with the time that is left", async () => {
  const client = await subscriber();
  await lab.command("box-1", "c1", { parameters: { a: 1 } });

  const { command, topic } = readPublished(await client.next());
  expect(topic).toBe("rae/v1/box-1/commands");
  expect(command).toMatchObject({
    ...{ kind: "device", commandId: "c1", boxId: "box-1", parameters: { a: 1 } },
  });
  expect(command).toHaveProperty(
    "remainingMs",
    expect.toSatisfy((ms) => ms > 20_000),
  );
  expect(command).toHaveProperty(
    "remainingMs",
    expect.toSatisfy((ms) => ms <= 30_000),
  );
});

test("a box gets its own commands only", async () => {
  const first = await subscriber("box-1");
  const second = await subscriber("box-2");
  await lab.command("box-1", "c1");
  await lab.command("box-2", "c2");

  expect(readPublished(await first.next()).command.commandId).toBe("c1");
  expect(readPublished(await second.next()).command.commandId).toBe("c2");
  first.send(pingreq);
  expect(await first.next()).toEqual(pingresp);
});

test("the box's PUBACK puts the outcome `sent` on the log, and a repeated one does not", async () => {
  const client = await subscriber();
  await lab.command("box-1", "c1");
  const { packetId } = readPublished(await client.next());
  expect(lab.log.records(logTopics.outcomes)).toEqual([]);
  client.send(puback(packetId), puback(packetId), puback(9_999));

  const [record] = await lab.records(logTopics.outcomes, 1);
  expect(record?.key).toBe("box-1");
  expect(parseOutcome(record?.value ?? Buffer.alloc(0))).toMatchObject({
    ...{ commandId: "c1", boxId: "box-1", sessionId: "session-1" },
    ...{ state: "sent", source: "gateway" },
  });
  await lab.fence();
  expect(lab.log.records(logTopics.outcomes)).toHaveLength(1);
});

test("a gateway that starts gives a box the commands that were open before", async () => {
  const log = new MemoryRecordLog();
  const early = await TestGateway.open({ log });
  await early.command("box-1", "c1");
  await early.command("box-1", "c2");
  await early.gateway.close();
  await lab.close();
  lab = await TestGateway.open({ log });

  const client = await subscriber();
  const ids = (await client.take(2)).map((each) => readPublished(each).command.commandId);
  expect(ids).toEqual(["c1", "c2"]);
});

test("a command with a terminal outcome is not delivered", async () => {
  await lab.command("box-1", "c1");
  await append(logTopics.outcomes, "box-1", succeeded("box-1", "c1"));
  await lab.command("box-1", "c2");
  await lab.fence();
  const client = await subscriber();

  expect(readPublished(await client.next()).command.commandId).toBe("c2");
});

test("an outcome that is not terminal leaves the command open", async () => {
  await lab.command("box-1", "c1");
  const started = encodeOutcome({
    ...{ boxId: "box-1", commandId: "c1", sessionId: "session-1" },
    ...{ state: "started", source: "agent", atMs: 1 },
  });
  await append(logTopics.outcomes, "box-1", started);
  const client = await subscriber();

  expect(readPublished(await client.next()).command.commandId).toBe("c1");
});

test("a command that comes twice on the log is sent once", async () => {
  const client = await subscriber();
  await lab.command("box-1", "c1");
  await lab.command("box-1", "c1");
  await lab.command("box-1", "c2");

  const ids = (await client.take(2)).map((each) => readPublished(each).command.commandId);
  expect(ids).toEqual(["c1", "c2"]);
});

test("a command whose time is up is not delivered", async () => {
  await lab.command("box-1", "too-late", { remainingMs: 0 });
  await lab.command("box-1", "c2");
  const client = await subscriber();

  expect(readPublished(await client.next()).command.commandId).toBe("c2");
});

test("no more than the window is in flight, and a PUBACK lets the next one go", async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `c${index}`);
  for (const id of ids) await lab.command("box-1", id);
  const client = await subscriber();
  const sent = (await client.take(16)).map(readPublished);
  client.send(pingreq);
  expect(await client.next()).toEqual(pingresp);

  client.send(puback(sent[0]?.packetId ?? 0));
  expect(readPublished(await client.next()).command.commandId).toBe("c16");
});

test("a resync is delivered at once to a box that is connected, and otherwise dropped", async () => {
  const resync = encodeCommand({
    ...{ kind: "resync-session", commandId: "r1", boxId: "box-1" },
    ...{ sessionId: "session-1", haveRevision: 7, sessionEnded: false },
  });
  await append(logTopics.commands, "box-1", resync);
  await lab.counted("rae_gateway_commands_total", "dropped");
  const client = await subscriber();
  client.send(pingreq);
  expect(await client.next()).toEqual(pingresp);

  await append(logTopics.commands, "box-1", resync);
  const { command, packetId } = readPublished(await client.next());
  expect(command).toMatchObject({ kind: "resync-session", haveRevision: 7 });
  client.send(puback(packetId));
  await lab.counted("rae_gateway_commands_total", "acknowledged");
  expect(lab.log.records(logTopics.outcomes)).toEqual([]);
});

test("a command of a kind or with fields of a newer version arrives as it is", async () => {
  const client = await subscriber();
  const unknown = Buffer.from([0xc2, 0x0c, 3, 0x6e, 0x65, 0x77]);
  const command = encodeCommand({
    ...{ kind: "device", commandId: "c1", boxId: "box-1", sessionId: "s" },
    ...{ capability: "power", command: "on", parameters: {}, remainingMs: 30_000 },
  });
  await append(logTopics.commands, "box-1", Buffer.concat([command, unknown]));
  const newer = encodeCommand({ ...{ kind: "unknown", kindNumber: 77 }, ...newerBase });
  await append(logTopics.commands, "box-1", newer);

  expect((await client.next())?.includes(unknown)).toBe(true);
  expect(readPublished(await client.next()).command).toMatchObject({ kindNumber: 77 });
});

const newerBase = { commandId: "n1", boxId: "box-1" };

test("an unreadable record on the commands topic does not stop the next one", async () => {
  const client = await subscriber();
  await append(logTopics.commands, "box-1", Buffer.from("no command"));
  await lab.command("box-1", "c1");

  expect(readPublished(await client.next()).command.commandId).toBe("c1");
});

test("while a box only listens, its outcomes still reach the log", async () => {
  const client = await subscriber();
  await lab.command("box-1", "c1");
  await client.next();
  client.send(publish("rae/v1/box-1/outcomes", succeeded("box-1", "c1"), { packetId: 9 }));

  expect(await client.next()).toEqual(puback(9));
});
