import fc from "fast-check";
import { expect, test } from "vitest";
import { type Packet, PacketFramer } from "../../../src/gateway/mqtt/packet-framer.ts";
import { packet, pingreq, publish } from "./packets.ts";

const limitBytes = 1_000;
const stream = [
  pingreq,
  publish("a/b", Buffer.from("x".repeat(200))),
  packet(0x40, Buffer.from([0, 1])),
  publish("c", Buffer.alloc(0), { firstByte: 0x30 }),
  packet(0x32, Buffer.alloc(997)),
  pingreq,
];
const whole = Buffer.concat(stream);

/** Feeds chunks and returns what came out: each packet as it was shown, and all bytes passed on. */
function run(chunks: readonly Buffer[], maxPackets = 100) {
  const framer = new PacketFramer(limitBytes);
  const shown: Buffer[] = [];
  const passed: Buffer[] = [];
  const visit = ({ bytes, bodyStart, end, type, flags }: Packet) => {
    const body = bytes.subarray(bodyStart, end);
    shown.push(packet((type << 4) | flags, body));
    return "pass" as const;
  };
  for (const chunk of chunks) {
    framer.feed(chunk);
    for (;;) {
      const piece = framer.take(maxPackets, visit);
      if (piece === undefined) break;
      passed.push(Buffer.from(piece));
    }
  }
  return { shown, passed: Buffer.concat(passed), heldBytes: framer.heldBytes };
}

test("packets in one chunk come out as they went in", () => {
  expect(run([whole])).toEqual({ shown: stream, passed: whole, heldBytes: 0 });
});

test("packets fed byte by byte come out as they went in", () => {
  const bytes = [...whole].map((byte) => Buffer.from([byte]));
  expect(run(bytes)).toEqual({ shown: stream, passed: whole, heldBytes: 0 });
});

test("packets split in two at every place come out as they went in", () => {
  const cuts = Array.from({ length: whole.length + 1 }, (_, index) => index);
  const results = cuts.map((cut) => run([whole.subarray(0, cut), whole.subarray(cut)]));
  expect(results).toEqual(cuts.map(() => ({ shown: stream, passed: whole, heldBytes: 0 })));
});

test("packets split at random places, taken a few at a time, come out as they went in", () => {
  const cuts = fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 12 });
  fc.assert(
    fc.property(cuts, fc.integer({ min: 1, max: 4 }), (places, maxPackets) => {
      const sorted = [0, ...places, whole.length].sort((a, b) => a - b);
      const chunks = sorted.slice(1).map((to, index) => whole.subarray(sorted[index], to));
      expect(run(chunks, maxPackets)).toEqual({ shown: stream, passed: whole, heldBytes: 0 });
    }),
  );
});

test("a truncated packet is held and not shown", () => {
  const cut = whole.subarray(0, whole.length - pingreq.length - 1);
  const { shown, heldBytes } = run([cut]);
  expect(shown).toEqual(stream.slice(0, 4));
  expect(heldBytes).toBe(999);
});

test("a packet over the limit is refused by its header alone", () => {
  const framer = new PacketFramer(limitBytes);
  framer.feed(packet(0x30, Buffer.alloc(limitBytes)).subarray(0, 3));
  expect(() => framer.take(1, () => "pass")).toThrow(
    expect.objectContaining({
      code: "packet-too-large",
      details: { sizeBytes: limitBytes + 3, limitBytes },
    }),
  );
});

test("a packet of exactly the limit passes", () => {
  const largest = packet(0x30, Buffer.alloc(limitBytes - 3));
  expect(largest).toHaveLength(limitBytes);
  expect(run([largest]).passed).toEqual(largest);
});

test.each([1, 2, 3, 4, 5])(
  "a remaining length of five bytes is refused, in pieces of %i bytes",
  (size) => {
    const bytes = Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    const chunks = Array.from({ length: Math.ceil(6 / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    expect(() => run(chunks)).toThrow(expect.objectContaining({ code: "protocol-violation" }));
  },
);

test("a dropped packet is not passed on, wherever the chunks end", () => {
  const messages = [pingreq, packet(0x82, Buffer.from("drop")), pingreq];
  const bytes = Buffer.concat(messages);
  const cuts = Array.from({ length: bytes.length + 1 }, (_, index) => index);
  const passed = cuts.map((cut) => {
    const framer = new PacketFramer(limitBytes);
    const pieces: Buffer[] = [];
    for (const chunk of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
      framer.feed(chunk);
      for (;;) {
        const piece = framer.take(10, ({ type }) => (type === 8 ? "drop" : "pass"));
        if (piece === undefined) break;
        pieces.push(Buffer.from(piece));
      }
    }
    return Buffer.concat(pieces);
  });
  expect(passed).toEqual(cuts.map(() => Buffer.concat([pingreq, pingreq])));
});

test("after the last packet of a turn the rest stays", () => {
  const framer = new PacketFramer(limitBytes);
  framer.feed(whole);
  expect(framer.take(10, () => "last")).toEqual(pingreq);
  expect(framer.heldBytes).toBe(whole.length - pingreq.length);
});

test("any bytes are cut into packets or refused, and none are invented", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }), (chunks) => {
      const fed = Buffer.concat(chunks);
      const seen: Buffer[] = [];
      const framer = new PacketFramer(limitBytes);
      const feedAll = () => {
        for (const chunk of chunks) {
          framer.feed(Buffer.from(chunk));
          for (;;) {
            const piece = framer.take(3, () => "pass");
            if (piece === undefined) break;
            seen.push(Buffer.from(piece));
          }
        }
      };
      const refusal = codeOf(feedAll);
      const passed = Buffer.concat(seen);
      expect(fed.subarray(0, passed.length)).toEqual(passed);
      expect([undefined, "protocol-violation", "packet-too-large"]).toContain(refusal);
    }),
  );
});

function codeOf(task: () => void): unknown {
  try {
    task();
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}
