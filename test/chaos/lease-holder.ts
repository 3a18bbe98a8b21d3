/** A lease as REST shows it; only what tests look at. */
export interface ShownLease {
  readonly id: string;
  readonly state: "queued" | "pending" | "granted" | "ended";
  readonly devices: readonly { readonly id: string; readonly token: number }[];
  readonly ended: { readonly reason: string } | null;
}

export interface LeaseWish {
  /** 0: granted at once, or not at all. */
  readonly waitMs: number;
  /** 60 s by default. */
  readonly ttlMs?: number;
  /** The same again gives the same lease. */
  readonly idempotencyKey?: string;
}

const requestMs = 30_000;
const longestWaitS = 20;

/** Somebody who leases and drives devices by the REST of one api. Refusals are answers here, not errors. */
export class LeaseHolder {
  readonly #url: string;
  readonly #token: string;
  readonly #name: string;

  constructor(url: string, token: string, name: string) {
    this.#url = url;
    this.#token = token;
    this.#name = name;
  }

  /** Resolves to the lease, granted or queued, or to the code of the refusal. */
  async ask(
    devices: readonly string[],
    { waitMs, ttlMs = 60_000, idempotencyKey }: LeaseWish,
  ): Promise<{ readonly lease?: ShownLease; readonly code?: string }> {
    const body = { devices, waitMs, ttlMs, holder: this.#name, purpose: "chaos" };
    const key = idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
    const { isOk, answer } = await this.#send("POST", "/v1/leases", body, {
      ...(waitMs === 0 ? {} : { prefer: `wait=${longestWaitS}` }),
      ...key,
    });
    return isOk ? { lease: answer as ShownLease } : { code: codeIn(answer) };
  }

  /** The lease, once it does not wait any more or after some seconds. */
  async read(leaseId: string): Promise<ShownLease> {
    const prefer = `wait=${longestWaitS}`;
    return await this.#succeed("GET", `/v1/leases/${leaseId}`, undefined, { prefer });
  }

  async renew(leaseId: string): Promise<ShownLease> {
    return await this.#succeed("POST", `/v1/leases/${leaseId}/renew`, {});
  }

  async release(leaseId: string): Promise<ShownLease> {
    return await this.#succeed("POST", `/v1/leases/${leaseId}/release`, {});
  }

  /** Resolves to the state of the command, or to the code of what kept the device from it. */
  async press(device: string, leaseId: string): Promise<string> {
    const order = {
      ...{ capability: "remote-control", command: "press", parameters: { key: "home" } },
      ...{ leaseId, deadlineMs: 10_000 },
    };
    const path = `/v1/devices/${device}/commands`;
    const { isOk, answer } = await this.#send("POST", path, order, { prefer: "wait=15" });
    if (!isOk) return codeIn(answer);
    const { state, error } = answer as { state: string; error: { code: string } | null };
    return error === null ? state : error.code;
  }

  /** Whether the device could be leased now, in the api's word. */
  async availability(device: string): Promise<string> {
    const path = `/v1/devices/${device}`;
    const found = await this.#succeed<{ readonly availability: { readonly state: string } }>(
      "GET",
      path,
    );
    return found.availability.state;
  }

  async #succeed<T = ShownLease>(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const { isOk, answer } = await this.#send(method, path, body, headers);
    if (!isOk) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  }

  async #send(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly isOk: boolean; readonly answer: unknown }> {
    const reply = await fetch(new URL(path, this.#url), {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestMs),
    });
    return { isOk: reply.ok, answer: await reply.json() };
  }
}

function codeIn(answer: unknown): string {
  return String((answer as { readonly code?: unknown }).code);
}

/** What the first of them answers that is there. @throws what the last one throws. */
export async function firstAnswer<T>(
  holders: readonly LeaseHolder[],
  ask: (holder: LeaseHolder) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  for (const holder of holders) {
    try {
      return await ask(holder);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
