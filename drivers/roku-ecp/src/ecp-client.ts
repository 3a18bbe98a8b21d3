import { type HttpLink, RaeError } from "@rae/driver";

/** Requests to a Roku, its refusals turned into our errors. */
export class EcpClient {
  readonly #link: HttpLink;

  constructor(link: HttpLink) {
    this.#link = link;
  }

  /** @throws RaeError `limited-mode`, `refused`, `busy`, `unsupported`, or what the link throws. */
  async query(name: string, signal: AbortSignal): Promise<string> {
    return this.#request("GET", `/query/${name}`, signal);
  }

  /** @throws RaeError `limited-mode`, `refused`, `busy`, or what the link throws. */
  async post(path: string, signal: AbortSignal): Promise<void> {
    await this.#request("POST", path, signal);
  }

  async #request(method: "GET" | "POST", path: string, signal: AbortSignal): Promise<string> {
    const reply = await this.#link.request(method, path, { signal });
    if (reply.status >= 200 && reply.status < 300) return reply.text();
    const details = {
      request: `${method} ${path}`,
      status: reply.status,
      said: said(reply.text()),
    };
    if (reply.status === 403) {
      throw new RaeError("limited-mode", `the device does not allow ${method} ${path}`, {
        details,
      });
    }
    if (reply.status === 503 || reply.status === 429) {
      throw new RaeError("busy", `the device has no time for ${method} ${path}`, { details });
    }
    if (reply.status === 404 && method === "GET") {
      throw new RaeError("unsupported", `the device does not know ${path}`, { details });
    }
    throw new RaeError("refused", `the device answered ${reply.status} to ${method} ${path}`, {
      details,
    });
  }
}

function said(body: string): string {
  return body.trim().slice(0, 200);
}
