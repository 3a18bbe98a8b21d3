import { type JsonObject, RaeError } from "@rae/protocol";
import type { DeviceAction } from "./command-lanes.ts";
import type { DeviceDirectory } from "./device-directory.ts";
import type { SessionBook } from "./session-book.ts";

/** The devices as the command runner needs them. */
export class CommandDevices {
  readonly #book: SessionBook;
  readonly #directory: DeviceDirectory;

  constructor(book: SessionBook, directory: DeviceDirectory) {
    this.#book = book;
    this.#directory = directory;
  }

  isOpen(sessionId: string): boolean {
    return this.#book.get(sessionId) !== undefined;
  }

  offers(sessionId: string, capability: string): boolean {
    const offered = this.#book.get(sessionId)?.attributes.capabilities?.value;
    return Array.isArray(offered) && offered.includes(capability);
  }

  /** A session without a face has a lane of its own. */
  laneOf({ sessionId, capability }: DeviceAction): string {
    return this.#directory.runnerFor(sessionId, capability)?.lane ?? `session:${sessionId}`;
  }

  async run(action: DeviceAction, signal: AbortSignal): Promise<JsonObject> {
    const { sessionId, capability, command, parameters } = action;
    const runner = this.#directory.runnerFor(sessionId, capability);
    if (runner !== undefined) return runner.run(capability, command, parameters, signal);
    const attributes = this.#book.get(sessionId)?.attributes;
    const isAsleep = attributes?.["connection.state"]?.value === "asleep";
    const reason = attributes?.["connection.reason"]?.value ?? "no link serves it";
    throw new RaeError(isAsleep ? "asleep" : "unreachable", `the device is not there: ${reason}`);
  }
}
