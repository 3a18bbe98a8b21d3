import { RaeError } from "@rae/protocol";
import type { CommandRecord } from "../core/command-record.ts";
import type { DeviceRecord } from "../core/device-record.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";

/** Reads what the index does not hold, from the view, else from the history: commands that are over, devices that have left. */
export class RecordFinder {
  readonly #view: FleetView;
  readonly #history: History;

  constructor(view: FleetView, history: History) {
    this.#view = view;
    this.#history = history;
  }

  /** @throws RaeError `view-unavailable`, `history-unavailable`. */
  async command(commandId: string): Promise<CommandRecord | undefined> {
    return await this.#either(
      async () => (await this.#view.readCommands([commandId])).get(commandId),
      async () => (await this.#history.readCommands([commandId])).get(commandId),
    );
  }

  /** @throws RaeError `view-unavailable`, `history-unavailable`. */
  async device(sessionId: string): Promise<DeviceRecord | undefined> {
    return await this.#either(
      async () => (await this.#view.readDevices([sessionId])).get(sessionId),
      async () => (await this.#history.readDevices([sessionId])).get(sessionId),
    );
  }

  /** "Not there" needs both stores: an error of one counts only if the other does not have it. */
  async #either<T>(
    first: () => Promise<T | undefined>,
    second: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    let failure: unknown;
    try {
      const found = await first();
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof RaeError)) throw error;
      failure = error;
    }
    const found = await second();
    if (found === undefined && failure !== undefined) throw failure;
    return found;
  }
}
