import { DriverError, toRaeError } from "@rae/driver";
import { parseDeviceInfo } from "./codec.ts";
import { identifiesRoku } from "./device-info.ts";
import type { EcpClient } from "./ecp-client.ts";

/** Asks a Roku who it is, and takes nobody else's answer: any HTTP server may be at the address. */
export class DeviceInfoQuery {
  readonly #ecp: EcpClient;
  #isKnown = false;

  constructor(ecp: EcpClient) {
    this.#ecp = ecp;
  }

  /** @throws DriverError `bad-reply` if it is not a Roku that answers, or what the client throws. */
  async ask(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const fields = parseDeviceInfo(await this.#askRaw(signal));
    if (!identifiesRoku(fields)) {
      throw new DriverError(
        "bad-reply",
        "the answer to device-info does not say which device it is",
        {
          details: { fields: [...fields.keys()].slice(0, 20) },
        },
      );
    }
    this.#isKnown = true;
    return fields;
  }

  async #askRaw(signal: AbortSignal): Promise<Uint8Array> {
    try {
      return await this.#ecp.query("device-info", signal);
    } catch (error) {
      const { code, message, details } = toRaeError(error);
      if (!this.#isAnothers(code, String(details.said))) throw error;
      throw new DriverError("bad-reply", `this is not a Roku, or it hides: ${message}`, {
        cause: error,
        details,
      });
    }
  }

  /** A Roku always answers this query unless it has no time or forbids it, in words of its own. */
  #isAnothers(code: string, said: string): boolean {
    if (code === "unsupported" || code === "refused") return true;
    if (this.#isKnown) return false;
    return code === "busy" || (code === "limited-mode" && !/\bECP\b|limited mode/i.test(said));
  }
}
