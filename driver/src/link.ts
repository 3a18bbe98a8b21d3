/** A stable name: `serial:<path>`, `tcp:<host>:<port>`, `http:<host>:<port>`, `udp:<host>:<port>`, `child:<program>`. */
export type LinkId = string;

/** The link of each kind that a driver may need. */
export interface Links {
  readonly bytes: ByteLink;
  readonly http: HttpLink;
  readonly datagram: DatagramLink;
  readonly "child-process": ChildProcessLink;
}

export type LinkKind = keyof Links;

/**
 * A byte stream to a device: a serial port or a TCP socket behind one type. It opens by itself and opens again after a
 * loss, by backoff; nobody needs to make a new one.
 */
export interface ByteLink {
  readonly id: LinkId;
  readonly state: LinkState;
  /**
   * Writes all bytes.
   * @throws DriverError `link-unavailable` while the link is not open, `timeout` if the bytes cannot be written in time.
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

export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface HttpRequestOptions {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as UTF-8. */
  readonly body?: string | Uint8Array;
  /** Sent as Digest if the device asks for it, else as Basic. */
  readonly credentials?: HttpCredentials;
  /** Of the answer's body; 1 MiB unless said otherwise. */
  readonly maxReplyBytes?: number;
}

export interface HttpCredentials {
  readonly username: string;
  readonly password: string;
}

export interface HttpReply {
  readonly status: number;
  /** By names in lower case; several of one name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** The body as UTF-8, what is none replaced. */
  text(): string;
}

/** Requests to a device's HTTP service. No state: each request stands alone. */
export interface HttpLink {
  readonly id: LinkId;
  readonly host: string;
  readonly port: number;
  /**
   * @throws DriverError `unreachable` if no connection can be made, `timeout` if no whole answer comes before the deadline,
   * `bad-reply` if it is not HTTP or larger than `maxReplyBytes`, `link-unavailable` after `close`.
   */
  request(method: HttpMethod, path: string, options: HttpRequestOptions): Promise<HttpReply>;
  close(): Promise<void>;
}

/** Datagrams to and from a device: UDP. Nothing tells whether one arrived. */
export interface DatagramLink {
  readonly id: LinkId;
  /**
   * Sends one datagram.
   * @throws DriverError `link-unavailable` if it cannot be sent or the link is closed, `timeout` after the signal's deadline.
   */
  send(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Datagrams from the device's address, each whole. The returned function stops it. */
  onDatagram(listener: (bytes: Uint8Array) => void): () => void;
  close(): Promise<void>;
}

/** What a program that ran has left. */
export interface ChildProcessOutput {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** A program on the box that speaks to the device, such as `adb` or `cec-client`: run once for each call, never by a shell. */
export interface ChildProcessLink {
  readonly id: LinkId;
  /**
   * Runs the program until it ends. It is killed when the signal aborts and when the link closes.
   * @throws DriverError `link-unavailable` if the program cannot be started or the link is closed, `timeout` after the signal's
   * deadline, `bad-reply` if it writes more than `maxOutputBytes`. A program that fails is no error: see `exitCode`.
   */
  run(
    args: readonly string[],
    options: {
      readonly signal: AbortSignal;
      /** Written to its standard input, which is then closed. */
      readonly input?: Uint8Array;
      /** Of standard output and of standard error, each; 1 MiB unless said otherwise. */
      readonly maxOutputBytes?: number;
    },
  ): Promise<ChildProcessOutput>;
  close(): Promise<void>;
}
