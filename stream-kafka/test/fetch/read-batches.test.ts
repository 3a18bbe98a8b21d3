import { gzipSync, zstdCompressSync } from "node:zlib";
import type { NewRecord } from "@rae/stream";
import { compressFrameSync } from "lz4-napi";
import { compressSync } from "snappy";
import { describe, expect, it } from "vitest";
import { readBatches } from "../../src/fetch/read-batches.ts";
import { ByteWriter } from "../../src/wire/byte-writer.ts";
import { batchOf, markOf, recordOf, transactional } from "./batches.ts";

const place = { topic: "events", partition: 3 };
const records: NewRecord[] = [
  { key: "box-1", value: Uint8Array.of(1, 2, 3), headers: { a: "1", ü: "\n" } },
  { key: "", value: null, headers: {} },
  { key: "box-ß", value: new Uint8Array(70_000).fill(7), headers: { long: "x".repeat(300) } },
];
const plain = ({ key, value, headers }: NewRecord) => ({
  key,
  value: value && [...value],
  headers,
});
const textsOf = (read: ReturnType<typeof readBatches>) =>
  read.records.map(({ value }) => new TextDecoder().decode(value));

/** As snappy-java frames it: blocks of 32 KiB. */
function xerial(bytes: Buffer): Buffer {
  const into = new ByteWriter(1_000);
  into.bytes(Buffer.from("\x82SNAPPY\0\0\0\0\x01\0\0\0\x01", "latin1"));
  for (let at = 0; at < bytes.length; at += 32_768) {
    const block = compressSync(bytes.subarray(at, at + 32_768));
    into.int32(block.length);
    into.bytes(block);
  }
  return into.written;
}

const codecs = [
  ["gzip", 1, gzipSync],
  ["raw snappy", 2, (bytes: Buffer) => compressSync(bytes)],
  ["snappy as Java frames it", 2, xerial],
  ["lz4", 3, (bytes: Buffer) => compressFrameSync(bytes)],
  ["lz4 with checksums", 3, (bytes: Buffer) => compressFrameSync(bytes, { blockChecksums: true })],
  ["zstd", 4, zstdCompressSync],
] as const;

describe("a batch compressed by", () => {
  it.each(codecs)("%s is read", (_, attributes, compress) => {
    const read = readBatches(batchOf(records, { attributes, compress }), place, 0);
    expect(read.fault).toBeUndefined();
    expect(read.records.map(plain)).toEqual(records.map(plain));
  });

  it.each(codecs)("%s is refused if its bytes are damaged", (_, attributes, compress) => {
    const damaged = (bytes: Buffer) => compress(bytes).fill(0xa5, 20);
    const { fault, ...read } = readBatches(
      batchOf(records, { attributes, compress: damaged }),
      place,
      0,
    );
    expect(read).toEqual({ records: [], nextOffset: 0 });
    expect(fault?.message).toMatch(/^the batch of events\/3 at offset 0 cannot be read: ./);
  });

  it.each(codecs)("%s is refused if it would take all memory", (_, attributes, compress) => {
    const huge = (bytes: Buffer) => compress(Buffer.concat([bytes, Buffer.alloc(65 * 2 ** 20)]));
    const { fault } = readBatches(batchOf(records, { attributes, compress: huge }), place, 0);
    expect(fault?.message).toMatch(/67108864|larger than/);
  });

  it("a codec of the future is refused by its number", () => {
    const { fault } = readBatches(batchOf(records, { attributes: 5 }), place, 0);
    expect(fault?.message).toContain("compressed by codec 5, which is not known");
  });
});

describe("batches", () => {
  it("are read up to the first that cannot be read, which is named", () => {
    const good = batchOf([recordOf("a", "0"), recordOf("a", "1")], { baseOffset: 10 });
    const bad = batchOf([recordOf("a", "2")], { baseOffset: 12 });
    bad.writeUInt8((bad.at(-1) ?? 0) ^ 1, bad.length - 1);
    const read = readBatches(Buffer.concat([good, bad, good]), place, 11);
    expect(textsOf(read)).toEqual(["1"]);
    expect(read.nextOffset).toBe(12);
    expect(read.fault?.message).toBe(
      "the batch of events/3 at offset 12 cannot be read: its checksum does not match its bytes",
    );
  });

  it("are refused at every byte that a disk may turn over, but for those that no checksum covers", () => {
    const batch = batchOf([recordOf("a", "0")], { baseOffset: 7 });
    for (let at = 16; at < batch.length; at += 1) {
      const damaged = Buffer.from(batch);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x10, at);
      expect(readBatches(damaged, place, 7)).toMatchObject({ records: [], nextOffset: 7 });
      expect(readBatches(damaged, place, 7).fault).toBeInstanceOf(Error);
    }
  });

  it("of another message format are refused by its number", () => {
    const batch = batchOf(records);
    batch.writeInt8(1, 16);
    const { fault } = readBatches(batch, place, 0);
    expect(fault?.message).toContain("message format 1, and only 2 is read");
  });

  it("with a length that cannot be are refused", () => {
    const batch = batchOf(records);
    batch.writeInt32BE(-1, 8);
    expect(readBatches(batch, place, 0).fault?.message).toContain("says that it has -1 bytes");
  });

  it("carry the time of the log's own clock if the topic has that", () => {
    const batch = batchOf(records, { attributes: 0x08, maxTimeMs: 1_800_000_000_000 });
    const { records: read } = readBatches(batch, place, 0);
    expect(new Set(read.map((record) => record.appendedAtMs))).toEqual(
      new Set([1_800_000_000_000]),
    );
  });
});

describe("transactions", () => {
  const ofProducer = (producerId: number, text: string, baseOffset: number) =>
    batchOf([recordOf("a", text)], { baseOffset, producerId, attributes: transactional });

  it("give their records if they were committed, and neither records nor marks if not", () => {
    const batches = Buffer.concat([
      ofProducer(1, "aborted", 0),
      ofProducer(2, "committed", 1),
      batchOf([recordOf("a", "plain")], { baseOffset: 2, producerId: 1 }),
      ofProducer(1, "aborted too", 3),
      markOf("abort", 1, 4),
      markOf("commit", 2, 5),
      ofProducer(1, "again", 6),
      markOf("commit", 1, 7),
    ]);
    const read = readBatches(batches, place, 0, [{ producerId: 1, firstOffset: 0 }]);
    expect(textsOf(read)).toEqual(["committed", "plain", "again"]);
    expect(read).toMatchObject({ nextOffset: 8, fault: undefined });
  });

  it("that are aborted one after the other are told apart by their marks", () => {
    const batches = Buffer.concat([
      ofProducer(1, "one", 0),
      markOf("abort", 1, 1),
      ofProducer(1, "two", 2),
      markOf("commit", 1, 3),
      ofProducer(1, "three", 4),
      markOf("abort", 1, 5),
    ]);
    const aborted = [
      { producerId: 1, firstOffset: 4 },
      { producerId: 1, firstOffset: 0 },
    ];
    expect(textsOf(readBatches(batches, place, 0, aborted))).toEqual(["two"]);
  });

  it("without a record for us move reading on behind them", () => {
    const batches = Buffer.concat([ofProducer(1, "aborted", 0), markOf("abort", 1, 1)]);
    expect(readBatches(batches, place, 0, [{ producerId: 1, firstOffset: 0 }])).toEqual({
      records: [],
      nextOffset: 2,
      fault: undefined,
    });
  });
});
