import { readFileSync } from "node:fs";
import { eventually } from "@rae/kit/testing";

/** A device as the list shows it; only what tests look at. */
export interface DeviceJson {
  readonly id: string;
  readonly asset: string | null;
  readonly boxId: string;
  readonly state: string;
  readonly stateReason: string | null;
  readonly capabilities: readonly string[];
  readonly attributes: Readonly<
    Record<string, { readonly value: unknown; readonly observedAt: string }>
  >;
  readonly revision: number;
  readonly stale: boolean;
  readonly ended: { readonly reason: string } | null;
}

export interface CommandJson {
  readonly id: string;
  readonly state: string;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: {
    readonly code: string;
    readonly fault: string;
    readonly retryable: boolean;
  } | null;
  readonly durationMs: number | null;
  readonly late: readonly unknown[];
}

export interface BoxJson {
  readonly id: string;
  readonly presence: {
    readonly state: string;
    readonly since: string | null;
    readonly reason: string | null;
  };
  readonly devices: Readonly<Record<string, number>>;
  readonly outbox: { readonly rows: number };
  readonly identityConflict: { readonly takeovers: number; readonly since: string } | null;
  readonly registry: {
    readonly id: string;
    readonly unreadableFiles: readonly string[];
    readonly droppedSessions: number;
  } | null;
}

export interface HistoryJson {
  /** `change`, `snapshot` or `lease`. */
  readonly slot: string;
  readonly revision: number;
  readonly kind: string;
}

const requestMs = 40_000;

/** REST as the test studio would use it. */
export class RestClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** A client with the token that lies in a file. */
  static fromTokenFile(url: string, path: string): RestClient {
    return new RestClient(url, readFileSync(path, "utf8").trim());
  }

  /** @throws Error for any status but those of success. */
  async request<T>(method: string, path: string, body?: unknown, prefer?: string): Promise<T> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(prefer === undefined ? {} : { prefer }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** All of them, page after page. */
  devices(query = ""): Promise<readonly DeviceJson[]> {
    return this.#everyItem(`/v1/devices?limit=500${query}`);
  }

  boxes(): Promise<readonly BoxJson[]> {
    return this.#everyItem("/v1/boxes?limit=500");
  }

  device(idOrAsset: string): Promise<DeviceJson> {
    return this.request("GET", `/v1/devices/${idOrAsset}`);
  }

  box(boxId: string): Promise<BoxJson> {
    return this.request("GET", `/v1/boxes/${boxId}`);
  }

  command(id: string): Promise<CommandJson> {
    return this.request("GET", `/v1/commands/${id}`);
  }

  /** All of its events, oldest first. */
  async history(deviceId: string): Promise<readonly HistoryJson[]> {
    const path = `/v1/devices/${deviceId}/history?limit=500&order=oldest-first`;
    const items = await this.#everyItem<HistoryJson>(path);
    return items.filter(({ slot }) => slot !== "lease");
  }

  async #everyItem<T>(path: string): Promise<readonly T[]> {
    const items: T[] = [];
    let cursor = "";
    for (;;) {
      const page = await this.request<{ items: T[]; nextCursor: string | null }>(
        "GET",
        path + cursor,
      );
      items.push(...page.items);
      if (page.nextCursor === null) return items;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  /** Sends a command and waits for its end. */
  run(
    idOrAsset: string,
    capability: string,
    command: string,
    parameters: Readonly<Record<string, unknown>> = {},
    deadlineMs = 10_000,
  ): Promise<CommandJson> {
    const body = { capability, command, parameters, deadlineMs };
    return this.request("POST", `/v1/devices/${idOrAsset}/commands`, body, "wait=30");
  }

  /** Sends a command and does not wait. */
  send(
    idOrAsset: string,
    capability: string,
    command: string,
    parameters: Readonly<Record<string, unknown>> = {},
    deadlineMs = 10_000,
  ): Promise<CommandJson> {
    const body = { capability, command, parameters, deadlineMs };
    return this.request("POST", `/v1/devices/${idOrAsset}/commands`, body);
  }

  /** Waits until the device is as `fits` says, and returns it. */
  deviceThat(
    idOrAsset: string,
    fits: (device: DeviceJson) => boolean,
    timeoutMs = 15_000,
  ): Promise<DeviceJson> {
    return eventually(
      async () => {
        const device = await this.device(idOrAsset);
        if (!fits(device)) throw new Error(`still ${JSON.stringify(device)}`);
        return device;
      },
      { timeoutMs, intervalMs: 50 },
    );
  }
}
