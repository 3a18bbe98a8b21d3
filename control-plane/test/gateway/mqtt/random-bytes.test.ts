import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestGateway } from "../test-gateway.ts";
import { connect, packet, pingreq, pingresp } from "./packets.ts";

let lab: TestGateway;
beforeAll(async () => {
  lab = await TestGateway.open({ limits: { connectMs: 300 } });
});
afterAll(() => lab.close());

const noise = fc.uint8Array({ minLength: 1, maxLength: 2_000 });
/** Bytes that look like packets from afar. */
const packets = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 60 })), {
    minLength: 1,
    maxLength: 20,
  })
  .map((list) => Buffer.concat(list.map(([first, body]) => packet(first, Buffer.from(body)))));

test("random bytes before CONNECT end the connection without an answer, or with a refusal", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(noise, packets), async (bytes) => {
      const client = await lab.dial("evil");
      client.send(Buffer.from(bytes));
      const answers = await client.untilClosed();
      expect(answers.filter((answer) => answer.equals(Buffer.from([0x20, 2, 0, 0])))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("random bytes after CONNECT do no more than end the connection, and others do not notice", async () => {
  const good = await lab.client("good");
  await fc.assert(
    fc.asyncProperty(fc.oneof(noise, packets), async (bytes) => {
      const client = await lab.client("evil", connect({ clientId: "evil" }));
      client.send(Buffer.from(bytes));
      client.socket.end();
      await client.untilClosed();
      good.send(pingreq);
      expect(await good.next()).toEqual(pingresp);
    }),
    { numRuns: 150 },
  );
  expect(lab.keys("events")).toEqual([]);
});
