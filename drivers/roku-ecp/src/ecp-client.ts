import { DriverError, type HttpLink } from "@rae/driver";

/** Requests to a Roku, its refusals turned into our errors. */
export class EcpClient {
  readonly #link: HttpLink;

  constructor(link: HttpLink) {
    this.#link = link;
  }

  /** @throws DriverError `limited-mode`, `refused`, `busy`, `unsupported`, or what the link throws. */
  async query(name: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#request("GET", `/query/${name}`, signal);
  }

  /** @throws DriverError `limited-mode`, `refused`, `busy`, or what the link throws. */
  async post(path: string, signal: AbortSignal): Promise<void> {
    await this.#request("POST", path, signal);
  }

  async #request(method: "GET" | "POST", path: string, signal: AbortSignal): Promise<Uint8Array> {
    const { status, bytes } = await this.#link.request(method, path, { signal });
    if (status >= 200 && status < 300) return bytes;
    const said = Buffer.from(bytes.subarray(0, 200)).toString().trim();
    const details = { request: `${method} ${path}`, status, said };
    if (status === 403) {
      throw new DriverError("limited-mode", `the device does not allow ${method} ${path}`, {
        details,
      });
    }
    if (status === 503 || status === 429) {
      throw new DriverError("busy", `the device has no time for ${method} ${path}`, { details });
    }
    if (status === 404 && method === "GET") {
      throw new DriverError("unsupported", `the device does not know ${path}`, { details });
    }
    throw new DriverError("refused", `the device answered ${status} to ${method} ${path}`, {
      details,
    });
  }
}
