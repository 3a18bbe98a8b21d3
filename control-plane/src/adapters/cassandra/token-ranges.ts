const lowest = -(2n ** 63n);

export interface TokenRange {
  /** Exclusive, but for the lowest token, which is no row's. */
  readonly after: bigint;
  /** Inclusive. */
  readonly until: bigint;
}

/** The ring of Murmur3's tokens in so many parts of the same size. */
export function tokenRanges(count: number): TokenRange[] {
  const size = 2n ** 64n / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    after: lowest + size * BigInt(index),
    until: index === count - 1 ? 2n ** 63n - 1n : lowest + size * BigInt(index + 1),
  }));
}
