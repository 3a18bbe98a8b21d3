/**
 * Values as Cassandra's wire has them. The driver passes buffers through as they are, which spares its look at each value's
 * type, and the numbers beyond 32 bits their way through objects.
 */
export function textCell(value: string): Buffer {
  return Buffer.from(value);
}

/** `value` must be a safe integer. */
export function longCell(value: number): Buffer {
  const cell = Buffer.allocUnsafe(8);
  const high = Math.floor(value / 0x1_0000_0000);
  cell.writeInt32BE(high, 0);
  cell.writeUInt32BE(value - high * 0x1_0000_0000, 4);
  return cell;
}

export function bigCell(value: bigint): Buffer {
  const cell = Buffer.allocUnsafe(8);
  cell.writeBigInt64BE(value);
  return cell;
}

export function intCell(value: number): Buffer {
  const cell = Buffer.allocUnsafe(4);
  cell.writeInt32BE(value);
  return cell;
}

export function tinyCell(value: number): Buffer {
  return Buffer.of(value);
}
