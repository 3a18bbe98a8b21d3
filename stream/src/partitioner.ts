/** The partition of a key: FNV-1a, 32 bits, over its UTF-16 units. It must never change for a file that holds records. */
export function partitionOfKey(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  // The low bits of FNV alone follow the last character too closely.
  return ((hash ^ (hash >>> 15)) >>> 0) % partitions;
}
