/** What one box has sent, over all its connections, that is not durable yet. Its budget alone changes it. */
export interface InFlight {
  readonly boxId: string;
  bytes: number;
  /** Connections of the box that are there now. */
  connections: number;
}

export interface InFlightLimits {
  /** Of one box. */
  readonly clientBytes: number;
  /** What each box may have whatever the others do. */
  readonly clientShareBytes: number;
  /** What all may have beyond their shares. */
  readonly gatewayBytes: number;
}

/**
 * Bounds the bytes that boxes have sent and that are not durable yet. Each box that is connected has a share of its own, so that the log
 * can be away for as long as it likes without costing a box with a full window its connection, however many there are. A pool holds what goes
 * beyond a share, what boxes that are gone have left behind, and what no box waits for.
 *
 * INVARIANTS: `#pooledBytes` is the sum of what `#pooled` says of each box, and of all that was taken without one. While there
 * is no room for a box's share no connection of it begins, so that the pool is overdrawn only by what is connected at that moment.
 */
export class InFlightBudget {
  readonly #limits: InFlightLimits;
  readonly #boxes = new Map<string, InFlight>();
  #usedBytes = 0;
  #pooledBytes = 0;

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** A connection of the box is there; `leave` when it is over. */
  join(boxId: string): InFlight {
    const known = this.#boxes.get(boxId) ?? { boxId, bytes: 0, connections: 0 };
    this.#boxes.set(boxId, known);
    this.#change(known, 0, 1);
    return known;
  }

  /** What the box has in flight stays until it is durable. */
  leave(left: InFlight): void {
    this.#change(left, 0, -1);
  }

  /** Whether a connection may begin: the pool is not spent, and the box can have a full window more. */
  mayBegin({ bytes }: InFlight): boolean {
    const { gatewayBytes, clientBytes, clientShareBytes } = this.#limits;
    return this.#pooledBytes < gatewayBytes && bytes + clientShareBytes <= clientBytes;
  }

  /** Takes bytes for a box. If the box, or all together, would have too much, nothing is taken, and why not is returned. */
  take(from: InFlight, sizeBytes: number): "window-exceeded" | "overloaded" | undefined {
    const { clientBytes, gatewayBytes } = this.#limits;
    if (from.bytes + sizeBytes > clientBytes) return "window-exceeded";
    const growth = this.#pooled(from.bytes + sizeBytes, from.connections) - this.#pooledOf(from);
    if (growth > 0 && this.#pooledBytes + growth > gatewayBytes) return "overloaded";
    this.#change(from, sizeBytes, 0);
    return undefined;
  }

  give(to: InFlight, sizeBytes: number): void {
    this.#change(to, -sizeBytes, 0);
  }

  /** The same for bytes without a box. False, and nothing taken, if the pool has not as much left. */
  takePooled(sizeBytes: number): boolean {
    if (this.#pooledBytes + sizeBytes > this.#limits.gatewayBytes) return false;
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

  #change(inFlight: InFlight, bytes: number, connections: number): void {
    const before = this.#pooledOf(inFlight);
    inFlight.bytes += bytes;
    inFlight.connections += connections;
    this.#usedBytes += bytes;
    this.#pooledBytes += this.#pooledOf(inFlight) - before;
    if (inFlight.bytes === 0 && inFlight.connections === 0) this.#boxes.delete(inFlight.boxId);
  }

  #pooledOf({ bytes, connections }: InFlight): number {
    return this.#pooled(bytes, connections);
  }

  #pooled(bytes: number, connections: number): number {
    return connections === 0 ? bytes : Math.max(0, bytes - this.#limits.clientShareBytes);
  }
}
