import { DriverError } from "../../driver-error.ts";
import { hostAndPort } from "../../host-address.ts";
import { httpAddress } from "../../http-address.ts";
import type { HttpLink, HttpMethod, HttpReply, HttpRequestOptions } from "../../link.ts";

/** A reply as `FakeHttpLink` gives it. */
export function httpReply(
  status: number,
  body: string | Uint8Array = "",
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return { status, headers, bytes, text: () => new TextDecoder().decode(bytes) };
}

/** An HTTP link that answers as a test tells it to: 200 without a body if it is told nothing. */
export class FakeHttpLink implements HttpLink {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly #answer: (
    method: HttpMethod,
    path: string,
    options: HttpRequestOptions,
  ) => Promise<HttpReply>;
  #closed = false;

  constructor(
    baseUrl: string,
    answer: (
      method: HttpMethod,
      path: string,
      options: HttpRequestOptions,
    ) => Promise<HttpReply> = async () => httpReply(200),
  ) {
    const { host, port } = httpAddress(baseUrl);
    this.id = `http:${hostAndPort(host, port)}`;
    this.host = host;
    this.port = port;
    this.#answer = answer;
  }

  async request(method: HttpMethod, path: string, options: HttpRequestOptions): Promise<HttpReply> {
    options.signal.throwIfAborted();
    if (this.#closed) throw new DriverError("link-unavailable", `${this.id} is closed`);
    return this.#answer(method, path, options);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
