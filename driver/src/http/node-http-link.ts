import { abortedError, isTimeUp } from "../aborted.ts";
import { DriverError } from "../driver-error.ts";
import { hostAndPort } from "../host-address.ts";
import { httpAddress } from "../http-address.ts";
import type {
  HttpCredentials,
  HttpLink,
  HttpMethod,
  HttpReply,
  HttpRequestOptions,
} from "../link.ts";
import { sentError } from "../sent-error.ts";
import { type Authorize, answerChallenge } from "./authorization.ts";
import { exchange } from "./exchange.ts";
import type { RawReply } from "./http-reply-reader.ts";
import { encodeRequestHead } from "./request-head.ts";

const defaultReplyBytes = 2 ** 20;
/** Of a request's body, and the most that `maxReplyBytes` may be. */
const maxBodyBytes = 2 ** 24;

/**
 * Requests to a device's HTTP service, each on a connection of its own: a kept one that the device drops just as a key
 * press is sent on it would leave open whether the key was pressed.
 */
export class NodeHttpLink implements HttpLink {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly #closed = new AbortController();
  /** How the device's last challenge is answered, and for whom. */
  #known: (HttpCredentials & { readonly authorize: Authorize }) | undefined;

  constructor(baseUrl: string) {
    const { host, port } = httpAddress(baseUrl);
    this.id = `http:${hostAndPort(host, port)}`;
    this.host = host;
    this.port = port;
  }

  async request(method: HttpMethod, path: string, options: HttpRequestOptions): Promise<HttpReply> {
    const { credentials } = options;
    const known = credentials === undefined ? undefined : this.#authorizeFor(credentials);
    const reply = await this.#exchange(method, path, options, known);
    if (reply.status !== 401 || credentials === undefined) return replyOf(reply);
    // A nonce is used until the device asks anew: it was too old, or the device has restarted.
    const challenge = reply.headers["www-authenticate"] ?? "";
    const authorize = answerChallenge(challenge, credentials);
    this.#known = undefined;
    if (authorize === undefined) return replyOf(reply);
    const second = await this.#exchange(method, path, options, authorize);
    // Who is refused does not try again by himself: some devices lock out whoever fails too often.
    if (second.status !== 401) this.#known = { ...credentials, authorize };
    return replyOf(second);
  }

  async close(): Promise<void> {
    this.#closed.abort(new DriverError("link-unavailable", `${this.id} is closed`));
  }

  #authorizeFor({ username, password }: HttpCredentials): Authorize | undefined {
    const known = this.#known;
    const isSame = known?.username === username && known.password === password;
    return isSame ? known.authorize : undefined;
  }

  async #exchange(
    method: HttpMethod,
    path: string,
    { signal, headers = {}, body = "", maxReplyBytes = defaultReplyBytes }: HttpRequestOptions,
    authorize: Authorize | undefined,
  ): Promise<RawReply> {
    const { host, port } = this;
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    if (bytes.length > maxBodyBytes) {
      throw new TypeError(`a request's body has at most ${maxBodyBytes} bytes`);
    }
    const all =
      authorize === undefined ? headers : { ...headers, Authorization: authorize(method, path) };
    const head = encodeRequestHead({
      host,
      port,
      method,
      path,
      headers: all,
      bodyBytes: bytes.length,
    });
    const signals = [signal, this.#closed.signal];
    let connected = false;
    try {
      for (const each of signals) each.throwIfAborted();
      return await exchange({
        ...{ host, port, head, body: bytes, signals, isHead: method === "HEAD" },
        maxReplyBytes: Math.min(maxReplyBytes, maxBodyBytes),
        onConnect: () => {
          connected = true;
        },
      });
    } catch (error) {
      const ended = signals.find(({ aborted }) => aborted);
      const failure = this.#translate(error, ended, connected, `${method} ${path}`);
      throw connected && !isSafe(method) ? sentError(failure) : failure;
    }
  }

  #translate(
    error: unknown,
    signal: AbortSignal | undefined,
    connected: boolean,
    what: string,
  ): unknown {
    const details = { link: this.id, request: what };
    const device = hostAndPort(this.host, this.port);
    if (signal !== undefined) {
      if (isTimeUp(signal) && !connected) {
        return new DriverError("unreachable", `${device} does not take connections`, {
          cause: signal.reason,
          details,
        });
      }
      return abortedError(signal, `${device} did not answer ${what} in time`);
    }
    const message = messageOf(error);
    if (!connected) {
      return new DriverError("unreachable", `${device} cannot be reached: ${message}`, {
        cause: error,
        details,
      });
    }
    return new DriverError("bad-reply", `the answer to ${what} is not whole HTTP: ${message}`, {
      cause: error,
      details,
    });
  }
}

/** Whether a request changes nothing (RFC 9110, 9.2.1). */
function isSafe(method: HttpMethod): boolean {
  return method === "GET" || method === "HEAD";
}

/** An error of several addresses of one name has no message, only those of each. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

function replyOf({ status, headers, bytes }: RawReply): HttpReply {
  return { status, headers, bytes, text: () => new TextDecoder().decode(bytes) };
}
