// CRC-32C (Castagnoli), reflected polynomial 0x82f63b78, eight bytes a step ("slicing by 8").
const tables = makeTables();

function makeTables(): readonly Int32Array[] {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    first[byte] = crc;
  }
  const all = [first];
  for (let step = 1; step < 8; step += 1) {
    const before = all[step - 1] ?? first;
    const next = before.map((crc) => (crc >>> 8) ^ (first[crc & 0xff] ?? 0));
    all.push(next);
  }
  return all;
}

const at = (index: number): Int32Array => tables[index] ?? new Int32Array(256);
const [t0, t1, t2, t3, t4, t5, t6, t7] = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)];
const of = (table: Int32Array, index: number): number => table[index] as number;

/** The checksum of a record batch (KIP-98), as an unsigned number. */
export function crc32c(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  let index = from;
  for (; index + 8 <= to; index += 8) {
    const b = (offset: number): number => bytes[index + offset] as number;
    const low = crc ^ (b(0) | (b(1) << 8) | (b(2) << 16) | (b(3) << 24));
    crc =
      of(t7, low & 0xff) ^
      of(t6, (low >>> 8) & 0xff) ^
      of(t5, (low >>> 16) & 0xff) ^
      of(t4, low >>> 24) ^
      of(t3, b(4)) ^
      of(t2, b(5)) ^
      of(t1, b(6)) ^
      of(t0, b(7));
  }
  for (; index < to; index += 1) {
    crc = (crc >>> 8) ^ of(t0, (crc ^ (bytes[index] as number)) & 0xff);
  }
  return ~crc >>> 0;
}
