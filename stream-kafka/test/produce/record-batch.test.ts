import { createRequire } from "node:module";
import type { NewRecord } from "@rae/stream";
import { describe, expect, it } from "vitest";
import { readBatches } from "../../src/fetch/read-batches.ts";
import { writeRecordBatch } from "../../src/produce/record-batch.ts";
import { ByteReader } from "../../src/wire/byte-reader.ts";
import { ByteWriter, varintSize } from "../../src/wire/byte-writer.ts";
import { crc32c } from "../../src/wire/crc32c.ts";

const require = createRequire(import.meta.url);
const Decoder = require("kafkajs/src/protocol/decoder.js");
const decodeByKafkajs = require("kafkajs/src/protocol/recordBatch/v0/decoder.js");

const place = { topic: "events", partition: 3 };
const records: NewRecord[] = [
  { key: "box-1", value: Uint8Array.of(1, 2, 3), headers: { a: "1", ü: "\n" } },
  { key: "", value: new Uint8Array(0), headers: {} },
  { key: "box-ß", value: new Uint8Array(70_000).fill(7), headers: { long: "x".repeat(300) } },
];

function batchOf(of: readonly NewRecord[], nowMs = 1_700_000_000_123): Buffer {
  // Small, so that it has to grow.
  const into = new ByteWriter(8);
  writeRecordBatch(into, of, nowMs);
  return into.written;
}

const plain = ({ key, value, headers }: NewRecord) => ({
  key,
  value: value && [...value],
  headers,
});

describe("a record batch", () => {
  it("is read back as it was written", () => {
    const { records: read, nextOffset } = readBatches(batchOf(records), place, 0);
    expect(read.map(plain)).toEqual(records.map(plain));
    expect(read.map((record) => record.offset)).toEqual([0, 1, 2]);
    expect(read[0]).toMatchObject({ ...place, appendedAtMs: 1_700_000_000_123 });
    expect(nextOffset).toBe(3);
  });

  it("is read by kafkajs as it was written", async () => {
    const decoded = await decodeByKafkajs(new Decoder(batchOf(records)));
    const read = decoded.records.map(
      ({
        key,
        value,
        headers,
      }: {
        key: Buffer;
        value: Buffer;
        headers: Record<string, Buffer>;
      }) => ({
        key: key.toString(),
        value: [...value],
        headers: Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, v.toString()])),
      }),
    );
    expect(read).toEqual(records.map(plain));
    expect(decoded).toMatchObject({ firstTimestamp: "1700000000123", producerId: "-1" });
  });

  it("is left out as a whole when it is cut off, wherever", () => {
    const [first, second] = [batchOf(records.slice(0, 2)), batchOf(records.slice(0, 1))];
    const both = Buffer.concat([first, second]);
    for (let length = first.length; length < both.length; length += 1) {
      expect(readBatches(both.subarray(0, length), place, 0).records).toHaveLength(2);
    }
    expect(readBatches(both, place, 0).records).toHaveLength(3);
  });

  it("gives only records from the offset that was asked for", () => {
    const { records: read } = readBatches(batchOf(records), place, 2);
    expect(read.map((record) => record.offset)).toEqual([2]);
  });
});

describe("Kafka's primitive types", () => {
  it.each([0, 1, -1, 63, 64, -64, -65, 8_191, 8_192, 2 ** 29])("keep the varint %d", (value) => {
    const into = new ByteWriter(1);
    into.varint(value);
    expect(into.written).toHaveLength(varintSize(value));
    expect(new ByteReader(into.written).varint()).toBe(value);
  });

  it.each([0, 1, -1, 2 ** 32, 2 ** 53 - 1, -(2 ** 40)])("keep the 64-bit number %d", (value) => {
    const into = new ByteWriter(1);
    into.int64(value);
    expect(new ByteReader(into.written).int64()).toBe(value);
  });

  it("have the checksum of the published test vector", () => {
    const vector = Buffer.from("123456789");
    expect(crc32c(vector)).toBe(0xe3069283);
    // RFC 3720, B.4.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });
});
