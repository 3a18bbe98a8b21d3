import { connect } from "node:net";
import { eventually } from "@rae/kit/testing";
import { expect, test } from "vitest";
import { sampleBox, sampleDevice, sampleTimeMs } from "../../../src/testing/index.ts";
import { ApiLab, attributes, token } from "../api-lab.ts";
import { EventReader } from "./event-reader.ts";

const readers = 999;
const limitBytes = 256 * 1024;

/** The quiet device, which every client follows, and the loud one, of which only the client that does not read is told. */
const devices = (revision: number) => [
  sampleDevice({ sessionId: "quiet", boxId: "box-1", revision }),
  sampleDevice({
    ...{ sessionId: "loud", boxId: "box-2", revision },
    attributes: attributes({ "x.text": "x".repeat(200_000) }, sampleTimeMs),
  }),
];

test("of a thousand clients one does not read: it alone is cut off, and the others are told of every change, once and in order", {
  timeout: 120_000,
}, async () => {
  const lab = await ApiLab.open({
    limits: { eventClients: readers + 1, eventClientBytes: limitBytes },
  });
  await lab.apply({ boxes: ["box-1", "box-2"].map((boxId) => sampleBox({ boxId })) });
  const open = () => EventReader.open(lab, "?box=box-1");
  const others = await Promise.all(Array.from({ length: readers }, open));
  const lazy = connect(Number(new URL(lab.url).port), "127.0.0.1");
  lazy.pause();
  lazy.write(`GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  await eventually(async () => expect(await metric(lab, "clients")).toBe(readers + 1));
  let revision = 0;
  const change = async () => {
    revision += 1;
    await lab.apply({ devices: devices(revision) });
    await eventually(() => {
      for (const reader of others) expect(revisionsOf(reader).at(-1)).toBe(revision);
    });
  };
  while ((await metric(lab, "clients_closed_slow_total")) === 0) await change();
  for (let more = 0; more < 10; more += 1) await change();
  const told = Array.from({ length: revision }, (_, index) => index + 1);
  for (const reader of others) {
    expect(revisionsOf(reader)).toEqual(told);
    expect(reader.isEnded).toBe(false);
  }
  expect(await metric(lab, "clients_closed_slow_total")).toBe(1);
  for (const reader of others) reader.close();
  lazy.destroy();
  await lab.close();
});

function revisionsOf({ events }: EventReader): readonly number[] {
  const ofDevice = events.filter(({ event, data }) => event === "device" && data.id === "quiet");
  return ofDevice.map(({ data }) => data.revision);
}

async function metric(lab: ApiLab, name: string): Promise<number> {
  const { text } = await lab.ask("/metrics");
  return Number(new RegExp(`^rae_api_event_${name} (.*)$`, "m").exec(text)?.[1]);
}
