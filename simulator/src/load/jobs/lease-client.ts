import { RaeError } from "@rae/protocol";

/** A lease as REST shows it, as far as a job needs it. */
export interface JobLease {
  readonly id: string;
  readonly state: "queued" | "pending" | "granted" | "ended";
  readonly devices: readonly { readonly id: string; readonly token: number }[];
}

export interface LeaseWish {
  readonly match: { readonly capabilities: readonly string[]; readonly box?: string };
  readonly count: number;
  readonly ttlMs: number;
  readonly waitMs: number;
  readonly holder: string;
  readonly purpose: string;
}

const requestMs = 30_000;
const longestWaitS = 20;

/** Leases and key presses by REST. Answers that are errors of the table are thrown with their code. */
export class LeaseClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Asks, and waits in the queue until it is granted. @throws RaeError, `not-available` among others when it had waited in vain. */
  async acquire(wish: LeaseWish, signal: AbortSignal): Promise<JobLease> {
    const waits = { prefer: `wait=${longestWaitS}` };
    let lease = await this.#send<JobLease>("POST", "/v1/leases", signal, wish, waits);
    while (lease.state !== "granted") {
      if (lease.state === "ended") {
        throw new RaeError("not-available", `the lease ${lease.id} ended in the queue`);
      }
      lease = await this.#send<JobLease>("GET", `/v1/leases/${lease.id}`, signal, undefined, waits);
    }
    return lease;
  }

  /** Presses a key of a device. @throws RaeError with the code of the command's error, or of the answer. */
  async press(deviceId: string, leaseId: string, signal: AbortSignal): Promise<void> {
    const order = {
      ...{ capability: "remote-control", command: "press", parameters: { key: "home" } },
      ...{ leaseId, deadlineMs: 10_000 },
    };
    const path = `/v1/devices/${deviceId}/commands`;
    const { state, error } = await this.#send<{
      readonly state: string;
      readonly error: { readonly code: string; readonly message: string } | null;
    }>("POST", path, signal, order, { prefer: "wait=15" });
    if (state !== "succeeded") throw coded(error?.code ?? state, error?.message ?? state);
  }

  async release(leaseId: string, signal: AbortSignal): Promise<void> {
    await this.#send("POST", `/v1/leases/${leaseId}/release`, signal, {});
  }

  async #send<T>(
    method: "GET" | "POST",
    path: string,
    signal: AbortSignal,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const reply = await fetch(new URL(path, this.#url), {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestMs)]),
    }).catch((error: unknown) => {
      throw new RaeError("unreachable", `${this.#url} does not answer`, { cause: error });
    });
    const answer = (await reply.json()) as T & { readonly code?: string; readonly detail?: string };
    if (reply.ok) return answer;
    throw coded(answer.code ?? String(reply.status), answer.detail ?? path);
  }
}

/** A failure by the code that came; one that is not known here is told in its details. */
function coded(code: string, message: string): RaeError {
  return new RaeError("refused", message, { details: { code } });
}

/** The code that REST or the device's agent gave, else the error's own. */
export function codeOf(error: unknown): string {
  if (!(error instanceof RaeError)) return "internal";
  const { code } = error.details;
  return typeof code === "string" ? code : error.code;
}
