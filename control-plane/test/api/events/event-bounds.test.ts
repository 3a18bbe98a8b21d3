import { connect, type Socket } from "node:net";
import { eventually, ManualClock } from "@rae/kit/testing";
import { expect, test } from "vitest";
import { sampleDevice, sampleTimeMs } from "../../../src/testing/index.ts";
import { ApiLab, attributes, token } from "../api-lab.ts";
import { EventReader } from "./event-reader.ts";

const big = (sessionId: string, revision: number) =>
  sampleDevice({
    sessionId,
    revision,
    attributes: attributes({ "x.text": "x".repeat(20_000) }, sampleTimeMs),
  });

const slow = "rae_api_event_clients_closed_slow_total";

const metric = async (lab: ApiLab, name: string) => {
  const text: string = (await lab.ask("/metrics")).text;
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
};

test("clients beyond the bound are refused until one leaves", async () => {
  const lab = await ApiLab.open({ limits: { eventClients: 1 } });
  const first = await EventReader.open(lab);
  await eventually(() => expect(first.lastEventId).not.toBe(""));
  const refused = await lab.ask("/v1/events");
  expect([refused.status, refused.body.code]).toEqual([503, "overloaded"]);
  first.close();
  await eventually(async () => expect(await metric(lab, "rae_api_event_clients")).toBe(0));
  const second = await EventReader.open(lab);
  expect(second.response.status).toBe(200);
  second.close();
  await lab.close();
});

test("a client that does not read is cut off, learns why if it reads after all, and the others do not notice", async () => {
  const lab = await ApiLab.open({ limits: { eventClientBytes: 100_000 } });
  const reader = await EventReader.open(lab);
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  const lazy = connect(Number(new URL(lab.url).port), "127.0.0.1");
  lazy.pause();
  lazy.write(`GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  await eventually(async () => expect(await metric(lab, "rae_api_event_clients")).toBe(2));
  for (let revision = 1; (await metric(lab, slow)) === 0; revision += 1) {
    await lab.apply({ devices: [big("session-1", revision)] });
    await eventually(() => expect(reader.events.at(-1)?.data.revision).toBe(revision));
  }
  expect(await metric(lab, slow)).toBe(1);
  const told = reader.events.length;
  const text = await readToEnd(lazy);
  expect(text).toMatch(
    /id: \S+\nevent: closed\ndata: {"code":"slow-reader","reason":"the client reads too slowly"}\n\n/,
  );
  expect(text.match(/^event: device$/gm)).toHaveLength(told);
  await eventually(async () => expect(await metric(lab, "rae_api_event_clients")).toBe(1));
  reader.close();
  await lab.close();
});

test("one that still does not read after half a minute is not waited for any longer", async () => {
  const clock = new ManualClock(sampleTimeMs);
  const lab = await ApiLab.open({ clock, limits: { eventClientBytes: 100_000 } });
  const lazy = connect(Number(new URL(lab.url).port), "127.0.0.1");
  lazy.pause();
  lazy.write(`GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  await eventually(async () => expect(await metric(lab, "rae_api_event_clients")).toBe(1));
  for (let revision = 1; (await metric(lab, slow)) === 0; revision += 1) {
    await lab.apply({ devices: [big("session-1", revision)] });
    await eventually(async () =>
      expect((await lab.ask("/v1/devices/session-1")).body.revision).toBe(revision),
    );
  }
  expect(await metric(lab, "rae_api_event_clients")).toBe(1);
  await clock.advance(30_000);
  await eventually(async () => expect(await metric(lab, "rae_api_event_clients")).toBe(0));
  lazy.destroy();
  await lab.close();
});

async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test("a client that catches up gets a large fleet as fast as it reads, and changes meanwhile once", async () => {
  const lab = await ApiLab.open({ limits: { eventClientBytes: 100_000 } });
  const start = (await lab.ask("/v1/devices")).body.position;
  const ids = Array.from({ length: 500 }, (_, number) => `session-${number}`);
  await lab.apply({ devices: ids.map((id) => big(id, 1)) });
  await eventually(async () => expect(await metric(lab, "rae_api_devices")).toBe(500));
  const reader = await EventReader.open(lab, "", start);
  await lab.apply({ devices: [big("session-499", 2)] });
  await eventually(() => {
    const revisions = new Map(reader.events.map(({ data }) => [data.id, data.revision]));
    expect(revisions.size).toBe(500);
    expect(revisions.get("session-499")).toBe(2);
  });
  expect(await metric(lab, slow)).toBe(0);
  reader.close();
  await lab.close();
});

test("a client that catches up and stops reading is closed after half a minute", async () => {
  const clock = new ManualClock(sampleTimeMs);
  const lab = await ApiLab.open({ clock });
  const start = (await lab.ask("/v1/devices")).body.position;
  const ids = Array.from({ length: 1_000 }, (_, number) => `session-${number}`);
  await lab.apply({ devices: ids.map((id) => big(id, 1)) });
  await eventually(async () => expect(await metric(lab, "rae_api_devices")).toBe(1_000));
  const lazy = connect(Number(new URL(lab.url).port), "127.0.0.1");
  lazy.pause();
  lazy.write(
    `GET /v1/events?after=${start} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  await eventually(async () => expect(await metric(lab, "rae_api_event_clients")).toBe(1));
  await eventually(async () => {
    await clock.advance(10_000);
    expect(await metric(lab, slow)).toBe(1);
  });
  lazy.destroy();
  await lab.close();
});

test("closing ends every stream", async () => {
  const lab = await ApiLab.open();
  const reader = await EventReader.open(lab);
  await eventually(() => expect(reader.lastEventId).not.toBe(""));
  await lab.close();
  await eventually(() => expect(reader.isEnded).toBe(true));
});
