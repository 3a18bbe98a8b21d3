/** A stable name: `serial:<path>`, `tcp:<host>:<port>`, `http:<host>:<port>`. */
export type LinkId = string;

/**
 * A byte stream to a device: a serial port or a TCP socket behind one type. It opens by itself and opens again after a
 * loss, by backoff; nobody needs to make a new one.
 */
export interface ByteLink {
  readonly id: LinkId;
  readonly state: LinkState;
  /**
   * Writes all bytes.
   * @throws RaeError `link-unavailable` while the link is not open, `timeout` if the bytes cannot be written in time.
   */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Bytes as they come, in pieces of any size. The returned function stops it. */
  onBytes(listener: (bytes: Uint8Array) => void): () => void;
  onState(listener: (state: LinkState) => void): () => void;
  /** Tells a link that waits that there is now something to open (a port was plugged in): it tries at once. */
  wake(): void;
  close(): Promise<void>;
}

export type LinkState =
  | { readonly name: "connecting" }
  | { readonly name: "open" }
  /** Waiting for the next attempt. `code`: why. */
  | {
      readonly name: "waiting";
      readonly code: "link-unavailable" | "unreachable";
      readonly detail: string;
    }
  | { readonly name: "closed" };

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Requests to a device's HTTP service. No state: each request stands alone. */
export interface HttpLink {
  readonly id: LinkId;
  readonly host: string;
  readonly port: number;
  /**
   * @throws RaeError `unreachable` if no connection can be made, `timeout` if no whole answer comes before the deadline,
   * `bad-reply` if it is not HTTP or larger than 1 MiB.
   */
  request(
    method: "GET" | "POST" | "DELETE",
    path: string,
    options: { readonly signal: AbortSignal; readonly body?: string },
  ): Promise<HttpReply>;
  close(): Promise<void>;
}
