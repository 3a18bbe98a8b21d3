/** What one connection has sent that is not durable yet. Its budget alone changes it. */
export interface InFlight {
  bytes: number;
  /** The connection is over, and what it sent still waits. */
  hasLeft: boolean;
}

/** What a connection that has sent nothing has in flight. */
export function nothingInFlight(): InFlight {
  return { bytes: 0, hasLeft: false };
}

/**
 * Bounds the bytes that clients have sent and that are not durable yet. Each connection has a share of its own, so that the log can be
 * away for as long as it likes without costing a client with a full window its connection, however many there are. A pool holds what goes beyond
 * a share, what connections left behind, and what no connection waits for.
 *
 * INVARIANTS: `#pooledBytes` is the sum of what `pooled` says of each connection, and of all that was taken without one. While the
 * pool is spent no connection may begin, so that it can be overdrawn only by what the connections of that moment have.
 */
export class InFlightBudget {
  readonly #shareBytes: number;
  readonly #poolBytes: number;
  #usedBytes = 0;
  #pooledBytes = 0;

  constructor(shareBytes: number, poolBytes: number) {
    this.#shareBytes = shareBytes;
    this.#poolBytes = poolBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether the pool has nothing left. */
  get isSpent(): boolean {
    return this.#pooledBytes >= this.#poolBytes;
  }

  /** False, and nothing taken, if neither the connection's share nor the pool has as much left. */
  take(from: InFlight, sizeBytes: number): boolean {
    const before = this.#pooled(from);
    const after = Math.max(0, from.bytes + sizeBytes - this.#shareBytes);
    if (after > before && this.#pooledBytes + after - before > this.#poolBytes) return false;
    this.#change(from, from.bytes + sizeBytes);
    return true;
  }

  give(to: InFlight, sizeBytes: number): void {
    this.#change(to, to.bytes - sizeBytes);
  }

  /** The connection is over: what it has in flight is the pool's from now on. */
  leave(left: InFlight): void {
    const before = this.#pooled(left);
    left.hasLeft = true;
    this.#pooledBytes += this.#pooled(left) - before;
  }

  /** The same for bytes without a connection. False, and nothing taken, if the pool has not as much left. */
  takePooled(sizeBytes: number): boolean {
    if (this.#pooledBytes + sizeBytes > this.#poolBytes) return false;
    this.overdraw(sizeBytes);
    return true;
  }

  /** Takes bytes that must not be refused. */
  overdraw(sizeBytes: number): void {
    this.#usedBytes += sizeBytes;
    this.#pooledBytes += sizeBytes;
  }

  givePooled(sizeBytes: number): void {
    this.overdraw(-sizeBytes);
  }

  #change(inFlight: InFlight, bytes: number): void {
    const before = this.#pooled(inFlight);
    this.#usedBytes += bytes - inFlight.bytes;
    inFlight.bytes = bytes;
    this.#pooledBytes += this.#pooled(inFlight) - before;
  }

  #pooled({ bytes, hasLeft }: InFlight): number {
    return hasLeft ? bytes : Math.max(0, bytes - this.#shareBytes);
  }
}
