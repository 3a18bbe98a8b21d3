/** A message of a box, from its making until the gateway has acknowledged it. */
export interface OutboxRow {
  readonly topic: string;
  readonly payload: Buffer;
  readonly madeAtMs: number;
  isAcknowledged: boolean;
}

const compactAt = 1_024;

/** What a virtual box has said and the gateway has not acknowledged, in the order in which it was said. */
export class BoxOutbox {
  #rows: OutboxRow[] = [];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(topic: string, payload: Buffer, madeAtMs: number): OutboxRow {
    const row = { topic, payload, madeAtMs, isAcknowledged: false };
    this.#rows.push(row);
    this.#size += 1;
    return row;
  }

  /** True the first time that a row is acknowledged. */
  acknowledge(row: OutboxRow): boolean {
    if (row.isAcknowledged) return false;
    row.isAcknowledged = true;
    this.#size -= 1;
    while (this.#rows[this.#head]?.isAcknowledged) this.#head += 1;
    if (this.#head >= compactAt) {
      this.#rows = this.#rows.slice(this.#head);
      this.#head = 0;
    }
    return true;
  }

  /** The rows that are not acknowledged, oldest first. */
  waiting(): readonly OutboxRow[] {
    return this.#rows.slice(this.#head).filter((row) => !row.isAcknowledged);
  }
}
