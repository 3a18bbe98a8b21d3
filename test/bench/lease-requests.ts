/** A lease as REST shows it, as far as benchmarks need it. */
export interface ShownLease {
  readonly id: string;
  readonly state: string;
  readonly devices: readonly { readonly id: string; readonly token: number }[];
}

const waitMs = 60_000;
/** On a machine that is too busy a request takes long, and still has a figure. */
const requestMs = 90_000;

/** Leases and key presses by the REST of one api; what fails ends the benchmark. */
export class LeaseRequests {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Devices that could be leased now. */
  async available(): Promise<number> {
    const path = "/v1/devices?availability=available&limit=1&facets=availability";
    const { facets } = await this.#send<{
      readonly facets?: {
        readonly availability?: readonly { readonly value: string; readonly count: number }[];
      };
    }>("GET", path);
    return facets?.availability?.find(({ value }) => value === "available")?.count ?? 0;
  }

  async freeDevice(): Promise<string> {
    const path = "/v1/devices?availability=available&limit=1";
    const { items } = await this.#send<{ readonly items: readonly { readonly id: string }[] }>(
      "GET",
      path,
    );
    const [device] = items;
    if (device === undefined) throw new Error("no device is available");
    return device.id;
  }

  /** Asks, and is in the queue if it is not granted at once. */
  ask(wish: Readonly<Record<string, unknown>>): Promise<ShownLease> {
    return this.#send("POST", "/v1/leases", { ...wish, waitMs, ttlMs: 600_000, purpose: "bench" });
  }

  /** Asks, and waits until it is granted. */
  async acquire(wish: Readonly<Record<string, unknown>>): Promise<ShownLease> {
    const body = { ...wish, waitMs, ttlMs: 600_000, purpose: "bench" };
    const lease = await this.#send<ShownLease>("POST", "/v1/leases", body, 20);
    return lease.state === "granted" ? lease : await this.granted(lease.id);
  }

  async granted(leaseId: string): Promise<ShownLease> {
    for (;;) {
      const path = `/v1/leases/${leaseId}`;
      const lease = await this.#send<ShownLease>("GET", path, undefined, 20);
      if (lease.state === "granted") return lease;
      if (lease.state === "ended") throw new Error(JSON.stringify(lease));
    }
  }

  async release(leaseId: string): Promise<void> {
    await this.#send("POST", `/v1/leases/${leaseId}/release`, {});
  }

  async press(device: string, leaseId?: string): Promise<void> {
    const body = {
      ...{ capability: "remote-control", command: "press", parameters: { key: "home" } },
      ...(leaseId === undefined ? {} : { leaseId }),
    };
    const path = `/v1/devices/${device}/commands`;
    const command = await this.#send<{ readonly state: string }>("POST", path, body, 10);
    if (command.state !== "succeeded") throw new Error(JSON.stringify(command));
  }

  async #send<T>(method: string, path: string, body?: unknown, waitS?: number): Promise<T> {
    const reply = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(waitS === undefined ? {} : { prefer: `wait=${waitS}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestMs),
    }).catch((cause: unknown) => {
      throw new Error(`${method} ${path} was not answered`, { cause });
    });
    const answer: unknown = await reply.json();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(answer)}`);
    return answer as T;
  }
}
