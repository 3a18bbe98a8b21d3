import { ByteReader } from "../wire/byte-reader.ts";
import type { AbortedTransaction } from "./fetch.ts";

const abortMark = 0;

/**
 * Says which batches belong to aborted transactions, in the order of offsets. A producer's transaction is open from the offset
 * that the broker named up to its mark (KIP-98).
 */
export class AbortedTransactions {
  readonly #waiting: AbortedTransaction[];
  readonly #open = new Set<number>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#waiting = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Must be asked for every batch that is part of a transaction, also before it is given to `end`. */
  has(producerId: number, lastOffset: number): boolean {
    while ((this.#waiting[0]?.firstOffset ?? Number.POSITIVE_INFINITY) <= lastOffset) {
      const next = this.#waiting.shift();
      if (next !== undefined) this.#open.add(next.producerId);
    }
    return this.#open.has(producerId);
  }

  /** Reads a control batch: the mark that ends a producer's transaction. */
  end(producerId: number, records: Buffer): void {
    const from = new ByteReader(records);
    from.varint();
    from.skip(1);
    from.varint();
    from.varint();
    from.varint();
    // The key is a version and the kind of mark.
    from.skip(2);
    if (from.int16() === abortMark) this.#open.delete(producerId);
  }
}
